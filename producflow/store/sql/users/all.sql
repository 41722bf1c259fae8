-- Who has an account? Grain: one row per person, without the password's hash.
SELECT id, email, full_name, role, department, is_active, credentials_version, created_at, updated_at
FROM users
ORDER BY email
