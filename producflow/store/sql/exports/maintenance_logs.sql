-- All maintenance jobs, narrowed where a filter is given. Grain: one row per job.
-- cost [plant currency], duration_hours [h].
SELECT id, equipment_id, equipment, technician_id, maintenance_type, description, cost, duration_hours, parts_replaced, status,
       scheduled_date, completed_date, external_id, alert_id, cause, work_done, batch_id, created_at, updated_at
FROM maintenance_logs
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($status::VARCHAR IS NULL OR status = $status)
ORDER BY id
