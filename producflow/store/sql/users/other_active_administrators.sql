-- How many active administrators are there beside this one? Grain: one row. [count]
SELECT count(*) FROM users WHERE role = 'admin' AND is_active AND id <> $user_id
