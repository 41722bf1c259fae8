-- Add a link. Grain: the new row, with whose it is.
INSERT INTO account_links (user_id, purpose, nonce, token_hash, created_by, created_at, expires_at)
VALUES ($user_id, $purpose, $nonce, $token_hash, $created_by, $now, $expires_at)
RETURNING id, user_id, purpose, created_by, created_at, expires_at
