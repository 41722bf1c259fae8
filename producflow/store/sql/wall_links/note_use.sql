-- When did a screen look last?
UPDATE wall_links SET last_used_at = $at WHERE token_hash = $token_hash
