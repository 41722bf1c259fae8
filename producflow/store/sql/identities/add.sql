-- An account is somebody's at a provider from now on.
INSERT INTO identities (issuer, subject, user_id) VALUES ($issuer, $subject, $user_id)
