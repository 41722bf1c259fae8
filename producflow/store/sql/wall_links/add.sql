-- Add a link of a screen. Grain: one row.
INSERT INTO wall_links (name, location, token_hash, created_by) VALUES ($name, $location, $token_hash, $created_by)
RETURNING id, name, location, created_by, created_at, last_used_at, revoked_at, revoked_by
