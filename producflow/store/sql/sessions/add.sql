-- A browser has signed in; only the SHA-256 of its cookie is kept.
INSERT INTO sessions (
    token_hash, user_id, credentials_version, address, device, expires_at, created_at, confirmed_at,
    factor, provider, provider_session, tokens, checked_at
)
SELECT
    $token_hash, id, credentials_version, $address, $device, $expires_at, $now, $confirmed_at,
    $factor, $provider, $provider_session, $tokens, $checked_at
FROM users WHERE id = $user_id
