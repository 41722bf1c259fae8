-- Enter a maintenance job. Grain: the new row. cost [plant currency], duration_hours [h].
INSERT INTO maintenance_logs (
    equipment_id, technician_id, maintenance_type, description, cost, duration_hours, parts_replaced, status,
    scheduled_date, completed_date, external_id, alert_id, cause, work_done
)
VALUES (
    $equipment_id, $technician_id, $maintenance_type, $description, $cost, $duration_hours, $parts_replaced, $status,
    $scheduled_date, $completed_date, $external_id, $alert_id, $cause, $work_done
)
RETURNING *
