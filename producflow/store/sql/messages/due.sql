-- Is anything to be tried now? Grain: one row.
SELECT count(*) > 0 AS due FROM messages WHERE sent_at IS NULL AND given_up_at IS NULL AND due_at <= $now
