-- Use a link up, if nobody has. Grain: one row, none if it cannot be used any more.
UPDATE account_links SET used_at = $now
WHERE id = $link_id AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $now
RETURNING id
