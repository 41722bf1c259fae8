-- The provider has been asked again; its tokens may be others now.
UPDATE sessions SET tokens = $tokens, checked_at = $now WHERE token_hash = $token_hash
