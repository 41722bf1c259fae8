-- Whoever is signed in here has proved again who they are.
UPDATE sessions SET confirmed_at = $now WHERE token_hash = $token_hash
