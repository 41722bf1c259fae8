-- Make an API key worthless. Grain: one row.
UPDATE api_keys SET revoked_at = now()::TIMESTAMP, revoked_by = $user_id WHERE id = $key_id
RETURNING id, name, role, created_by, created_at, last_used_at, revoked_at, revoked_by,
    expires_at, kinds, equipment_ids, rotated_at, previous_until, previous_used_at
