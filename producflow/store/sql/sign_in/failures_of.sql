-- Recent failures of one account or address. Grain: one row at most.
SELECT failures, last_failure_at, locked_until FROM sign_in_failures WHERE subject = $subject
