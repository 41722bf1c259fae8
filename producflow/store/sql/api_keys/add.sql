-- Add an API key. Grain: one row.
INSERT INTO api_keys (name, role, key_hash, created_by, expires_at, kinds, equipment_ids)
VALUES ($name, $role, $key_hash, $created_by, $expires_at, $kinds, $equipment_ids)
RETURNING id, name, role, created_by, created_at, last_used_at, revoked_at, revoked_by,
    expires_at, kinds, equipment_ids, rotated_at, previous_until, previous_used_at
