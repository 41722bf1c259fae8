-- Enter an alert by hand or by a program. Grain: the new row. confidence [0-1].
INSERT INTO maintenance_alerts
    (equipment_id, type, priority, title, description, predicted_date, confidence, created_by)
VALUES ($equipment_id, $type, $priority, $title, $description, $predicted_date, $confidence, $created_by)
RETURNING *
