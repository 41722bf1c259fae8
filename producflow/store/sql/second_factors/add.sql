-- Give an account a second factor.
INSERT INTO second_factors (user_id, secret, last_step) VALUES ($user_id, $secret, $step)
