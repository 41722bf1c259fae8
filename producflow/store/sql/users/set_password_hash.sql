-- Set one account's password (bcrypt) and end its sessions and tokens.
UPDATE users
SET password_hash = $password_hash,
    must_change_password = $must_change,
    credentials_version = credentials_version + 1,
    updated_at = now()::TIMESTAMP
WHERE id = $user_id
