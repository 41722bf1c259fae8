-- Forget the failures of whoever has been quiet since $before and is not locked at $now, and those that lie ahead of the
-- clock: it was set back, and would lock people out until it has caught up.
DELETE FROM sign_in_failures
WHERE (last_failure_at < $before AND (locked_until IS NULL OR locked_until <= $now))
   OR last_failure_at > $now + INTERVAL 1 MINUTE
