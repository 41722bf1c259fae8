-- Which alerts began in a span of time, or were still open in it? Grain: one row per alert, the gravest first.
SELECT
    a.id,
    a.equipment_id,
    e.name AS machine,
    a.priority,
    a.title,
    a.status,
    coalesce(a.started_at, a.created_at) AS started_at,
    coalesce(a.started_at, a.created_at) < $starts::TIMESTAMP AS from_before
FROM maintenance_alerts a
JOIN equipment e ON e.id = a.equipment_id
WHERE coalesce(a.started_at, a.created_at) < $ends::TIMESTAMP
    AND coalesce(a.resolved_at, 'infinity'::TIMESTAMP) >= $starts::TIMESTAMP
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], a.equipment_id))
ORDER BY list_position(['critical', 'high', 'medium', 'low'], a.priority), started_at DESC, a.id
