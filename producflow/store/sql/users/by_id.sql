-- One account, without its password hash. Grain: one row at most.
SELECT id, email, full_name, role, department, is_active, credentials_version, must_change_password,
    id IN (SELECT user_id FROM second_factors) AS has_factor,
    created_at, updated_at
FROM users WHERE id = $user_id
