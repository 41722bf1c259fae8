-- The link of a hash, used ones included, with whose it is. Grain: one row or none.
SELECT l.id, l.user_id, l.purpose, l.expires_at, l.used_at, l.revoked_at, u.email, u.full_name, u.role, u.is_active
FROM account_links AS l JOIN users AS u ON u.id = l.user_id
WHERE l.token_hash = $token_hash
