-- One API key, without its hash. Grain: one row or none.
SELECT id, name, role, created_by, created_at, last_used_at, revoked_at, revoked_by,
    expires_at, kinds, equipment_ids, rotated_at, previous_until, previous_used_at
FROM api_keys WHERE id = $key_id
