-- Take the second factor of an account away.
DELETE FROM second_factors WHERE user_id = $user_id
