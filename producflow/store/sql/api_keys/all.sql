-- All API keys, without their hashes. Grain: one row per key.
SELECT id, name, role, created_by, created_at, last_used_at, revoked_at, revoked_by
FROM api_keys ORDER BY name, id
