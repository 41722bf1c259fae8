-- When was this key used last, and when the secret that it had before?
UPDATE api_keys
SET last_used_at = $at, previous_used_at = CASE WHEN previous_hash = $key_hash THEN $at ELSE previous_used_at END
WHERE key_hash = $key_hash OR previous_hash = $key_hash
