-- How many browsers are signed in? Grain: one row. [count]
SELECT count(*) AS sessions
FROM sessions JOIN users ON users.id = sessions.user_id
WHERE sessions.ended_at IS NULL
  AND sessions.expires_at > $now
  AND sessions.credentials_version = users.credentials_version
  AND users.is_active
