-- With what is this person's password compared? Grain: one row or none; bcrypt.
SELECT password_hash FROM users WHERE id = $user_id
