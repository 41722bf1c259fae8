-- How many active administrators with a password are there beside this one? They come in when a provider is away.
-- Grain: one row. [count]
SELECT count(*) FROM users
WHERE role = 'admin' AND is_active AND id <> $user_id AND id NOT IN (SELECT user_id FROM identities)
