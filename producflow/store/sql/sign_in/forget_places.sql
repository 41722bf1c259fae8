-- Forget from where nobody has signed in since $before.
DELETE FROM sign_in_places WHERE last_at < $before
