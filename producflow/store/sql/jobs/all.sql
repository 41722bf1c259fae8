-- Which maintenance jobs are there? Grain: one row per job of the chosen machines, whenever it was or will be.
-- cost [plant currency], duration_hours [h].
SELECT
    l.id, l.equipment_id, e.name AS machine, l.maintenance_type, l.description, l.status, l.scheduled_date,
    l.completed_date, l.cost, l.duration_hours, l.parts_replaced, l.technician_id, u.full_name AS technician,
    l.external_id, l.alert_id, l.cause, l.work_done, l.updated_at
FROM maintenance_logs AS l
JOIN equipment AS e ON e.id = l.equipment_id
LEFT JOIN users AS u ON u.id = l.technician_id
WHERE $machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], l.equipment_id)
ORDER BY coalesce(l.completed_date, l.scheduled_date) DESC NULLS LAST, l.id DESC
