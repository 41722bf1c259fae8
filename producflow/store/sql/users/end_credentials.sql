-- End all sessions and tokens of a person.
UPDATE users SET credentials_version = credentials_version + 1, updated_at = now()::TIMESTAMP WHERE id = $user_id
