-- No link of this account may be used any more; NULL: of no account.
UPDATE account_links SET revoked_at = now()::TIMESTAMP
WHERE ($user_id IS NULL OR user_id = $user_id) AND used_at IS NULL AND revoked_at IS NULL
