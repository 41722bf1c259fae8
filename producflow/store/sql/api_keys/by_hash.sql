-- The key behind a hash, its present one or the one before, whether it holds or not. Grain: one row or none.
SELECT id, name, role, revoked_at, expires_at, kinds, equipment_ids, previous_until,
    key_hash <> $key_hash AS is_previous,
    CASE WHEN key_hash = $key_hash THEN last_used_at ELSE previous_used_at END AS last_used_at
FROM api_keys WHERE key_hash = $key_hash OR previous_hash = $key_hash
