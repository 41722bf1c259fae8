-- What was sent, waits or was given up? Grain: one row per message, the newest first.
SELECT m.*, s.channel, s.address, u.full_name,
    CASE
        WHEN m.sent_at IS NOT NULL THEN 'sent'
        WHEN m.given_up_at IS NOT NULL THEN 'given up'
        ELSE 'waiting'
    END AS state
FROM messages m
LEFT JOIN subscriptions s ON s.id = m.subscription_id
LEFT JOIN users u ON u.id = s.user_id
WHERE $state::VARCHAR IS NULL OR $state = state
ORDER BY m.id DESC
LIMIT $limit OFFSET $skip
