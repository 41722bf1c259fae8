-- Maintenance jobs of a machine that were due or finished in a span, newest first. Grain: one row per job.
-- cost [plant currency], duration_hours [h]; times UTC.
SELECT
    l.id, l.maintenance_type, l.description, l.status, l.scheduled_date, l.completed_date, l.duration_hours, l.cost,
    l.parts_replaced,
    u.full_name AS technician
FROM maintenance_logs AS l
LEFT JOIN users AS u ON u.id = l.technician_id
WHERE l.equipment_id = $equipment_id
    AND (
        (l.scheduled_date >= $starts::TIMESTAMP AND l.scheduled_date < $ends::TIMESTAMP)
        OR (l.completed_date >= $starts::TIMESTAMP AND l.completed_date < $ends::TIMESTAMP)
    )
ORDER BY coalesce(l.completed_date, l.scheduled_date) DESC, l.id DESC
