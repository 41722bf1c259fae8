-- Which alerts were resolved in a span of time, by whom and why? Grain: one row per alert, the one resolved last first.
-- since: first reading beyond the limit, or when it was entered; resolved_at [UTC]. resolved_by: missing where the
-- readings came back inside, or went on as an alert of their own, by themselves.
SELECT
    a.id, a.equipment_id, e.name AS machine, a.priority, a.title, coalesce(a.started_at, a.created_at) AS since,
    a.resolved_at, a.closed, u.full_name AS resolved_by, a.resolved_reason, a.description, a.updated_at, a.state, a.suppressed_by
FROM alarms_told() AS a
JOIN equipment AS e ON e.id = a.equipment_id
LEFT JOIN users AS u ON u.id = a.resolved_by
WHERE a.status = 'resolved' AND a.resolved_at >= $starts::TIMESTAMP AND a.resolved_at < $ends::TIMESTAMP
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], a.equipment_id))
ORDER BY a.resolved_at DESC, a.id DESC
