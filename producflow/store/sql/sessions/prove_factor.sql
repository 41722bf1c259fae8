-- Whoever is signed in here has just set up their second factor.
UPDATE sessions SET factor = TRUE WHERE token_hash = $token_hash
