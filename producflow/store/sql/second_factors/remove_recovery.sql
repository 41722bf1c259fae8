-- Make all recovery codes of an account worthless.
DELETE FROM recovery_codes WHERE user_id = $user_id
