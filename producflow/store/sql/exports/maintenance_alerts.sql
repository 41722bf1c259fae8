-- All alerts, narrowed where a filter is given. Grain: one row per alert.
-- state: unacknowledged, acknowledged, returned, shelved, suppressed or resolved (ISA-18.2).
-- confidence [0-1], peak_value [the sensor's unit].
SELECT id, equipment_id, equipment, type, priority, title, description, predicted_date, confidence, status, sensor_type,
       started_at, ended_at, peak_value, created_by, acknowledged_at, acknowledged_by, resolved_at, resolved_by,
       resolved_reason, reopened_at, reopened_by, reopened_reason, state, shelved_until, shelved_reason, suppressed_by,
       created_at, updated_at
FROM alarms_told()
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE ($priority::VARCHAR IS NULL OR priority = $priority)
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($status::VARCHAR IS NULL OR status = $status)
ORDER BY id
