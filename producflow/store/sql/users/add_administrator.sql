-- The administrator of the first start.
INSERT INTO users (email, full_name, role, password_hash)
VALUES ($email, 'Administrator', 'admin', $password_hash)
RETURNING id, email, full_name, role, is_active
