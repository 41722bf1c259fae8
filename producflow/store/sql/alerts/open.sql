-- Which alerts are not resolved? Grain: one row per alert, the gravest first, then the one that has stood longest.
-- state: unacknowledged, acknowledged, or shelved or suppressed, which need no attention.
-- since: first reading beyond the limit, or when it was entered [UTC]. confidence [0-1].
SELECT
    a.id, a.equipment_id, e.name AS machine, a.type, a.priority, a.status, a.title, a.description, a.sensor_type,
    coalesce(a.started_at, a.created_at) AS since, a.predicted_date, a.confidence, a.acknowledged_at, a.updated_at,
    a.state, a.shelved_until, a.shelved_reason, shelved.full_name AS shelved_by, a.suppressed_by,
    a.ended_at, a.reopened_at, a.reopened_reason, reopened.full_name AS reopened_by,
    acknowledged.full_name AS acknowledged_by, entered.full_name AS entered_by
FROM alarms_told() AS a
JOIN equipment AS e ON e.id = a.equipment_id
LEFT JOIN users AS acknowledged ON acknowledged.id = a.acknowledged_by
LEFT JOIN users AS entered ON entered.id = a.created_by
LEFT JOIN users AS shelved ON shelved.id = a.shelved_by
LEFT JOIN users AS reopened ON reopened.id = a.reopened_by
WHERE a.status <> 'resolved'
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], a.equipment_id))
ORDER BY list_position(['critical', 'high', 'medium', 'low'], a.priority), since, a.id
