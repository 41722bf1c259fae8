-- Which provider does this account sign in with? Grain: one row or none; none: it has a password.
SELECT issuer FROM identities WHERE user_id = $user_id
