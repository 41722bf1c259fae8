-- Every reading of a sensor in a span, its end left out. Grain: one row per reading. value [the sensor's unit].
-- Reads sensor_readings of $equipment_id before $ends.
SELECT timestamp, value, status
FROM sensor_readings
WHERE equipment_id = $equipment_id AND sensor_type = $sensor_type
    AND timestamp >= $starts::TIMESTAMP AND timestamp < $ends::TIMESTAMP
ORDER BY timestamp
