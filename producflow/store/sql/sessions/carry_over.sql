-- The session that stays goes on with the person's new credentials.
UPDATE sessions SET credentials_version = (SELECT credentials_version FROM users WHERE id = $user_id)
WHERE token_hash = $but AND user_id = $user_id AND ended_at IS NULL
