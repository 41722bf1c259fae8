-- The administrator of the first start.
INSERT INTO users (email, full_name, role, password_hash, must_change_password)
VALUES ($email, 'Administrator', 'admin', $password_hash, $must_change_password)
RETURNING id, email, full_name, role, is_active
