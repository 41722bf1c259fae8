-- The key behind a hash, unless it is revoked. Grain: one row or none.
SELECT id, name, role, created_by, created_at, last_used_at, revoked_at, revoked_by
FROM api_keys WHERE key_hash = $key_hash AND revoked_at IS NULL
