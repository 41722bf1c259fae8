-- One account, without its password hash. Grain: one row at most.
SELECT id, email, full_name, role, department, is_active, credentials_version, must_change_password,
    created_at, updated_at
FROM users WHERE id = $user_id
