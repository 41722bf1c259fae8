-- Which alerts are to be told to whom, and have not been? Grain: one row per subscription, alert and moment, the oldest
-- alert first. Begun: since it was subscribed to, and still of interest: history that is loaded later tells nobody, nor
-- does what is shelved or suppressed; what was withheld for that is told once it no longer is, however old it is by then.
-- Over: only what was told to have begun.
WITH wanted AS (
    SELECT
        s.id AS subscription_id, s.wait_minutes, s.created_at AS since, a.*, e.name AS machine, u.unit,
        a.status <> 'resolved' AND EXISTS (
            SELECT 1 FROM messages_told t WHERE t.subscription_id = s.id AND t.alert_id = a.id AND t.moment = 'withheld'
        ) AS was_withheld
    FROM subscriptions s
    JOIN users p ON p.id = s.user_id AND p.is_active
    JOIN machines_told() m ON m.subscription_id = s.id
    JOIN alarms_told() a ON a.equipment_id = m.equipment_id
    JOIN equipment e ON e.id = a.equipment_id
    LEFT JOIN (
        SELECT sensor_type, any_value(unit ORDER BY unit) AS unit FROM thresholds GROUP BY sensor_type
    ) u ON u.sensor_type = a.sensor_type
    WHERE s.told = 'alerts'
        AND (a.created_at >= $newer_than OR a.status <> 'resolved' OR a.resolved_at >= $newer_than)
        AND list_position($priorities, a.priority) >= list_position($priorities, s.least_priority)
)
SELECT 'begun' AS moment, w.*
FROM wanted w
ANTI JOIN messages_told t ON t.subscription_id = w.subscription_id AND t.alert_id = w.id AND t.moment = 'begun'
WHERE w.created_at >= w.since
    AND w.state NOT IN ('shelved', 'suppressed') AND w.suppressed_by IS DISTINCT FROM 'sensor'
    AND (w.was_withheld OR least(w.created_at, coalesce(w.started_at, w.created_at)) >= $newer_than)
    AND coalesce(w.ended_at, w.resolved_at, $now) >= $over_since
    AND (
        w.wait_minutes = 0
        OR w.status = 'active' AND w.created_at + to_minutes(w.wait_minutes) <= $now
    )
UNION ALL BY NAME
SELECT 'over' AS moment, w.*
FROM wanted w
SEMI JOIN messages_told b ON b.subscription_id = w.subscription_id AND b.alert_id = w.id AND b.moment = 'begun'
ANTI JOIN messages_told o ON o.subscription_id = w.subscription_id AND o.alert_id = w.id AND o.moment = 'over'
WHERE w.ended_at IS NOT NULL OR w.status = 'resolved'
ORDER BY created_at, id, moment
