-- Which alerts would be told but for being shelved or suppressed, and are not noted as such? Grain: one row per subscription and alert.
SELECT s.id AS subscription_id, a.id AS alert_id
FROM subscriptions s
JOIN machines_told() m ON m.subscription_id = s.id
JOIN alarms_told() a ON a.equipment_id = m.equipment_id
ANTI JOIN messages_told t ON t.subscription_id = s.id AND t.alert_id = a.id
WHERE s.told = 'alerts' AND a.state IN ('shelved', 'suppressed') AND a.status <> 'resolved'
    AND a.created_at >= greatest(s.created_at, $newer_than::TIMESTAMP)
    AND coalesce(a.started_at, a.created_at) >= $newer_than
    AND list_position($priorities, a.priority) >= list_position($priorities, s.least_priority)
ORDER BY s.id, a.id
