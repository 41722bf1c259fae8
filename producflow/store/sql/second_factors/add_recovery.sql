-- Keep one code that stands in for a lost device.
INSERT INTO recovery_codes (user_id, code_hash) VALUES ($user_id, $code_hash)
