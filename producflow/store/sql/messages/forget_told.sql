-- What was told of alerts that nothing is told of any more.
DELETE FROM messages_told
WHERE alert_id NOT IN (
    SELECT id FROM maintenance_alerts WHERE created_at >= $newer_than OR status <> 'resolved' OR resolved_at >= $newer_than
)
