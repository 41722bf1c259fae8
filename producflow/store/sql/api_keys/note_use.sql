-- When was this key used last?
UPDATE api_keys SET last_used_at = $at WHERE key_hash = $key_hash
