-- Forget the failures of whoever has been quiet since $before and is not locked at $now.
DELETE FROM sign_in_failures
WHERE last_failure_at < $before AND (locked_until IS NULL OR locked_until <= $now)
