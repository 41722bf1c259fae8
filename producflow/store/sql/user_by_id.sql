-- One account. Grain: one row at most.
SELECT id, email, full_name, role, is_active, credentials_version FROM users WHERE id = $user_id
