-- Who is behind a session that still holds? None after sign-out, expiry, deactivation or new credentials.
-- Grain: one row at most.
SELECT users.id, users.email, users.full_name, users.role, sessions.provider, sessions.checked_at
FROM sessions JOIN users ON users.id = sessions.user_id
WHERE sessions.token_hash = $token_hash
  AND sessions.ended_at IS NULL
  AND sessions.expires_at > $now
  AND sessions.credentials_version = users.credentials_version
  AND users.is_active
