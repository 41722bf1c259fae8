-- Shelve an alert until $until [UTC], and what comes of the same machine, sensor and type until then. Grain: the new row.
INSERT INTO alarm_shelves (equipment_id, alert_id, sensor_type, type, reason, until, shelved_by, created_at)
SELECT equipment_id, id, sensor_type, type, $reason, $until, $user_id, $now FROM maintenance_alerts WHERE id = $alert_id
RETURNING *
