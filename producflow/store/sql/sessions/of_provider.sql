-- What is known of a session that a provider stands behind? Grain: one row at most.
SELECT sessions.user_id, sessions.provider, sessions.tokens, sessions.checked_at, identities.subject
FROM sessions JOIN identities ON identities.user_id = sessions.user_id
WHERE sessions.token_hash = $token_hash AND sessions.ended_at IS NULL AND sessions.provider IS NOT NULL
