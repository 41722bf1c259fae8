-- What was sent, waits or was given up? Grain: one row per message, the newest first. A link goes to its account by mail.
SELECT m.*,
    CASE WHEN m.link_id IS NULL THEN s.channel ELSE 'email' END AS channel,
    CASE WHEN m.link_id IS NULL THEN s.address ELSE u.email END AS address,
    u.full_name,
    CASE
        WHEN m.sent_at IS NOT NULL THEN 'sent'
        WHEN m.given_up_at IS NOT NULL THEN 'given up'
        ELSE 'waiting'
    END AS state
FROM messages m
LEFT JOIN subscriptions s ON s.id = m.subscription_id
LEFT JOIN account_links l ON l.id = m.link_id
LEFT JOIN users u ON u.id = coalesce(s.user_id, l.user_id)
WHERE $state::VARCHAR IS NULL OR $state = state
ORDER BY m.id DESC
LIMIT $limit OFFSET $skip
