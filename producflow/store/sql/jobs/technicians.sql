-- Who may do maintenance work? Grain: one row per active user in one of $roles.
SELECT id, full_name FROM users WHERE is_active AND list_contains($roles::VARCHAR[], role) ORDER BY full_name, id
