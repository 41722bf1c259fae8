-- One link of a screen, without its hash. Grain: one row or none.
SELECT id, name, location, area, line, created_by, created_at, last_used_at, revoked_at, revoked_by
FROM wall_links WHERE id = $link_id
