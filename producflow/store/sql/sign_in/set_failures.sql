-- Keep how often an account or address has failed, and until when it must wait.
INSERT INTO sign_in_failures (subject, failures, last_failure_at, locked_until)
VALUES ($subject, $failures, $at, $until)
ON CONFLICT (subject) DO UPDATE SET
    failures = excluded.failures,
    last_failure_at = excluded.last_failure_at,
    locked_until = excluded.locked_until
