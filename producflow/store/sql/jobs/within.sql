-- Which maintenance jobs were due or finished in a span of time? Grain: one row per job. duration_hours [h].
SELECT
    l.id,
    l.equipment_id,
    e.name AS machine,
    l.maintenance_type,
    l.description,
    l.status,
    l.scheduled_date,
    l.completed_date,
    l.duration_hours,
    u.full_name AS technician
FROM maintenance_logs l
JOIN equipment e ON e.id = l.equipment_id
LEFT JOIN users u ON u.id = l.technician_id
WHERE (
        (l.scheduled_date >= $starts::TIMESTAMP AND l.scheduled_date < $ends::TIMESTAMP)
        OR (l.completed_date >= $starts::TIMESTAMP AND l.completed_date < $ends::TIMESTAMP)
    )
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], l.equipment_id))
ORDER BY coalesce(l.completed_date, l.scheduled_date), l.id
