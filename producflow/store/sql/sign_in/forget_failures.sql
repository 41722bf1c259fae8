-- Forget the failures of whoever has been quiet since $before and need not wait at $now, and those later than $ahead: the
-- clock was set back, and they would lock people out until it has caught up.
DELETE FROM sign_in_failures
WHERE (last_failure_at < $before AND (locked_until IS NULL OR locked_until <= $now)) OR last_failure_at > $ahead
