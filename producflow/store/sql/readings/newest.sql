-- The $limit newest readings of a machine, of one sensor type where it is given. Grain: one row per reading.
-- $since and $ends, both included, bound the scan [UTC].
SELECT id, equipment_id, sensor_type, timestamp, value, unit, status, batch_id, created_at
FROM sensor_readings
WHERE equipment_id = $equipment_id
    AND ($sensor_type::VARCHAR IS NULL OR sensor_type = $sensor_type)
    AND timestamp >= $since::TIMESTAMP
    AND ($ends::TIMESTAMP IS NULL OR timestamp <= $ends::TIMESTAMP)
ORDER BY timestamp DESC, sensor_type, id DESC
LIMIT $limit
