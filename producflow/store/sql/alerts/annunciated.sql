-- Which alarms came, to be noticed or not, before $ends and were not over before $starts? Grain: one row per alert, in the order in which they came.
-- came_at: first reading beyond the limit, or its entry; over_at: when its readings were back or somebody resolved it,
-- missing while neither happened [UTC]. came_shelved: whether it was shelved when it came.
SELECT
    a.id, a.equipment_id, e.name AS machine, a.sensor_type, a.type, a.priority, a.title, a.status, a.state, a.suppressed_by,
    coalesce(a.started_at, a.created_at) AS came_at, a.resolved_at AS over_at,
    EXISTS (
        SELECT 1 FROM shelved_alarms() AS s
        WHERE s.alert_id = a.id AND s.shelved_at <= coalesce(a.started_at, a.created_at)
            AND coalesce(s.ended_at, 'infinity'::TIMESTAMP) > coalesce(a.started_at, a.created_at)
    ) AS came_shelved
FROM alarms_told() AS a
JOIN equipment AS e ON e.id = a.equipment_id
WHERE coalesce(a.started_at, a.created_at) < $ends::TIMESTAMP
    AND (a.resolved_at IS NULL OR a.resolved_at >= $starts::TIMESTAMP)
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], a.equipment_id))
ORDER BY came_at, a.id
