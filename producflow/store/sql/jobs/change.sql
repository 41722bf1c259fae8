-- Change a maintenance job. Grain: the row as it is now. cost [plant currency], duration_hours [h].
-- updated_at grows whatever the clock does, so that an undo can tell an edit.
UPDATE maintenance_logs
SET technician_id = $technician_id, maintenance_type = $maintenance_type, description = $description, cost = $cost,
    duration_hours = $duration_hours, parts_replaced = $parts_replaced, status = $status,
    scheduled_date = $scheduled_date, completed_date = $completed_date, external_id = $external_id,
    alert_id = $alert_id, cause = $cause, work_done = $work_done,
    updated_at = greatest(now()::TIMESTAMP, updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $id
RETURNING *
