-- One link with what its address is worked out from and where to it goes, while it can be used. Grain: one row or none.
SELECT l.purpose, l.nonce, l.expires_at, u.email
FROM account_links AS l JOIN users AS u ON u.id = l.user_id
WHERE l.id = $link_id AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > $now AND u.is_active
