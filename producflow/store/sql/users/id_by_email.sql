-- Whose account is this address? Grain: one row or none; addresses are kept in lower case.
SELECT id FROM users WHERE email = lower($email)
