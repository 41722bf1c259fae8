-- When did somebody do something in this session last?
UPDATE sessions SET last_used_at = $at WHERE token_hash = $token_hash
