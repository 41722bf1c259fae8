-- The readings of the staged `hours`. Grain: one row per reading. value [the sensor's unit], timestamp [UTC].
-- $from and $until bound the scan, since readings lie in time order.
SELECT h.pair, r.timestamp, r.value
FROM sensor_readings AS r
JOIN hours AS h
    ON h.equipment_id = r.equipment_id AND h.sensor_type = r.sensor_type AND h.hour = date_trunc('hour', r.timestamp)
WHERE r.timestamp >= $from AND r.timestamp < $until
