-- Which messages are to be tried now? Grain: one row per message, at most one a subscription and $most in all, those that
-- wait longest first. They are not due again before $again: whoever dies while sending leaves them to be sent then.
UPDATE messages
SET attempts = attempts + 1, due_at = $again
WHERE id IN (
    SELECT min(id)
    FROM messages
    WHERE sent_at IS NULL AND given_up_at IS NULL AND due_at <= $now
    GROUP BY subscription_id
    ORDER BY min(due_at), min(id)
    LIMIT $most
)
RETURNING *
