-- Give an API key another secret; the present one works until $until beside it. Grain: one row.
UPDATE api_keys
SET previous_hash = key_hash, previous_until = $until, previous_used_at = NULL, key_hash = $key_hash,
    expires_at = $expires_at, rotated_at = $now
WHERE id = $key_id
RETURNING id, name, role, created_by, created_at, last_used_at, revoked_at, revoked_by,
    expires_at, kinds, equipment_ids, rotated_at, previous_until, previous_used_at
