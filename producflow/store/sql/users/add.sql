-- Add one account and tell its id; email in lower case, password_hash is bcrypt.
INSERT INTO users (email, full_name, role, department, password_hash)
VALUES ($email, $full_name, $role, $department, $password_hash)
RETURNING id
