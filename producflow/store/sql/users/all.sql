-- Who has an account? Grain: one row per person, without the password's hash; issuer is NULL for those with a password.
SELECT users.id, email, full_name, role, department, is_active, credentials_version, must_change_password,
    users.id IN (SELECT user_id FROM second_factors) AS has_factor,
    identities.issuer, users.created_at, updated_at
FROM users LEFT JOIN identities ON identities.user_id = users.id
ORDER BY email
