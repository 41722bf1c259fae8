-- The readings of the staged `hours`. Grain: one row per reading. value [the sensor's unit].
-- $from and $until bound the scan [UTC].
SELECT r.id, r.equipment_id, r.sensor_type, r.timestamp, r.value, r.status
FROM sensor_readings AS r
JOIN hours AS h
    ON h.equipment_id = r.equipment_id AND h.sensor_type = r.sensor_type
    AND h.hour::TIMESTAMP = date_trunc('hour', r.timestamp)
WHERE r.timestamp >= $from::TIMESTAMP AND r.timestamp < $until::TIMESTAMP
