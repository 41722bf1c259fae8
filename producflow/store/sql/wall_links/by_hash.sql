-- The link behind a hash, unless it is revoked. Grain: one row or none.
SELECT id, name, location, area, line, created_by, created_at, last_used_at, revoked_at, revoked_by
FROM wall_links WHERE token_hash = $token_hash AND revoked_at IS NULL
