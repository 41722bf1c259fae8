-- How does every machine stand? Grain: one row per machine; active_alerts [count], worst_priority of those.
-- capacity [good units per 480 min], health_score [0-100].
SELECT
    e.id AS equipment_id, e.name, e.type, e.location, e.plant, e.area, e.production_line AS line, e.status, e.capacity, e.installation_date, e.last_maintenance,
    e.health_score, e.retired_on,
    coalesce(a.active_alerts, 0)::BIGINT AS active_alerts,
    a.worst_priority
FROM equipment AS e
LEFT JOIN (
    SELECT
        equipment_id,
        count(*)::BIGINT AS active_alerts,
        arg_max(priority, list_position(['low', 'medium', 'high', 'critical'], priority)) AS worst_priority
    FROM alarms_wanting()
    WHERE state = 'unacknowledged'
    GROUP BY equipment_id
) AS a ON a.equipment_id = e.id
ORDER BY e.name
