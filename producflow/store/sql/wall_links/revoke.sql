-- Make a link of a screen worthless. Grain: one row.
UPDATE wall_links SET revoked_at = now()::TIMESTAMP, revoked_by = $user_id WHERE id = $link_id
RETURNING id, name, location, area, line, created_by, created_at, last_used_at, revoked_at, revoked_by
