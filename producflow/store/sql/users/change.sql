-- Change one account; credentials_version is raised by 1 where sessions and tokens must end.
UPDATE users
SET full_name = $full_name,
    role = $role,
    department = $department,
    is_active = $is_active,
    credentials_version = credentials_version + $raise_by,
    updated_at = now()::TIMESTAMP
WHERE id = $user_id
