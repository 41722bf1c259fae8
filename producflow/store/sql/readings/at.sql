-- The reading of a sensor at an instant. Grain: one row or none.
SELECT id, equipment_id, sensor_type, timestamp, value, unit, status, batch_id, created_at
FROM sensor_readings
WHERE timestamp = $timestamp::TIMESTAMP AND equipment_id = $equipment_id AND sensor_type = $sensor_type
