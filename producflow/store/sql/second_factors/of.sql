-- What codes of an account are worked out from. Grain: one row or none.
SELECT secret, last_step, created_at FROM second_factors WHERE user_id = $user_id
