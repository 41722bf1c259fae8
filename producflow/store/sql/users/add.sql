-- Add one account and tell its id; email in lower case, password_hash is bcrypt.
INSERT INTO users (email, full_name, role, department, password_hash, must_change_password)
VALUES ($email, $full_name, $role, $department, $password_hash, $must_change_password)
RETURNING id
