-- Which readings that are not summed up yet are the newest of their sensors? Grain: one row per machine and sensor type
-- with such a reading; value [`unit`]. $from and $until bound the scan [UTC].
SELECT r.equipment_id, r.sensor_type, r.timestamp, r.value, r.unit, r.status
FROM sensor_readings AS r
JOIN (SELECT DISTINCT equipment_id, sensor_type, "first", "last" FROM readings_touched) AS t
    ON t.equipment_id = r.equipment_id AND t.sensor_type = r.sensor_type AND r.timestamp BETWEEN t."first" AND t."last"
ANTI JOIN sensor_latest AS l
    ON l.equipment_id = r.equipment_id AND l.sensor_type = r.sensor_type AND l.timestamp >= r.timestamp
WHERE r.timestamp >= $from::TIMESTAMP AND r.timestamp < $until::TIMESTAMP
QUALIFY row_number() OVER (PARTITION BY r.equipment_id, r.sensor_type ORDER BY r.timestamp DESC) = 1
ORDER BY r.equipment_id, r.sensor_type
