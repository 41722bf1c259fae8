-- One account by its email in lower case. Grain: one row at most.
SELECT id, email, full_name, role, password_hash, is_active, credentials_version, must_change_password,
    id IN (SELECT user_id FROM second_factors) AS has_factor
FROM users WHERE email = $email
