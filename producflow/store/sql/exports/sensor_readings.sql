-- All readings, oldest first, narrowed where a filter is given; $from and $to are included [UTC].
-- Grain: one row per reading. value [unit].
SELECT id, equipment_id, equipment, sensor_type, timestamp, value, unit, status, batch_id, created_at
FROM sensor_readings
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($sensor_type::VARCHAR IS NULL OR sensor_type = $sensor_type)
    AND ($from::TIMESTAMP IS NULL OR timestamp >= $from::TIMESTAMP)
    AND ($to::TIMESTAMP IS NULL OR timestamp <= $to::TIMESTAMP)
ORDER BY timestamp, id
