-- How many recovery codes has an account left? Grain: one row. [count]
SELECT count(*) FROM recovery_codes WHERE user_id = $user_id AND used_at IS NULL
