-- Which sessions hold until their time is over, of one cookie or all? None after sign-out, deactivation or new
-- credentials, nor without a second factor where the role needs one. Grain: one row per session, the last used first.
SELECT
    sessions.id, sessions.token_hash, sessions.user_id, users.email, users.full_name, users.role,
    sessions.provider, sessions.checked_at, sessions.confirmed_at, sessions.device, sessions.address,
    sessions.created_at, sessions.expires_at, coalesce(sessions.last_used_at, sessions.created_at) AS used_at
FROM sessions JOIN users ON users.id = sessions.user_id
WHERE sessions.ended_at IS NULL
  AND sessions.credentials_version = users.credentials_version
  AND users.is_active
  AND NOT users.must_change_password
  AND (sessions.factor OR sessions.provider IS NOT NULL OR NOT list_contains($with_factor::VARCHAR[], users.role))
  AND ($token_hash IS NULL OR sessions.token_hash = $token_hash)
ORDER BY used_at DESC, sessions.id DESC
