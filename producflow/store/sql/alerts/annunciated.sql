-- Which alarms came before $ends and were not over before $starts? Grain: one row per alert, in the order in which they came.
-- came_at: first reading beyond the limit, or its entry; over_at: when its readings were back or somebody resolved it,
-- missing while neither happened [UTC].
SELECT
    a.id, a.equipment_id, e.name AS machine, a.sensor_type, a.type, a.priority, a.title, a.status,
    coalesce(a.started_at, a.created_at) AS came_at, a.resolved_at AS over_at
FROM maintenance_alerts AS a
JOIN equipment AS e ON e.id = a.equipment_id
WHERE coalesce(a.started_at, a.created_at) < $ends::TIMESTAMP
    AND (a.resolved_at IS NULL OR a.resolved_at >= $starts::TIMESTAMP)
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], a.equipment_id))
ORDER BY came_at, a.id
