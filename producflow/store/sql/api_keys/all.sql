-- All API keys, without their hashes. Grain: one row per key.
SELECT id, name, role, created_by, created_at, last_used_at, revoked_at, revoked_by,
    expires_at, kinds, equipment_ids, rotated_at, previous_until, previous_used_at
FROM api_keys ORDER BY name, id
