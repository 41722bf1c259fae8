-- Add a link of a screen. Grain: one row.
INSERT INTO wall_links (name, location, area, line, token_hash, created_by)
VALUES ($name, $location, $area, $line, $token_hash, $created_by)
RETURNING id, name, location, area, line, created_by, created_at, last_used_at, revoked_at, revoked_by
