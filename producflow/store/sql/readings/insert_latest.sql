-- Keep the newest reading of each sensor in the staged `newest` hours. Grain: one row per machine and sensor type;
-- value [`unit`]. $from and $until bound the scan [UTC].
-- Writes sensor_latest of newest.equipment_id.
INSERT INTO sensor_latest
SELECT r.equipment_id, r.sensor_type, r.timestamp, r.value, r.unit, r.status
FROM sensor_readings AS r
JOIN newest AS n
    ON n.equipment_id = r.equipment_id AND n.sensor_type = r.sensor_type
    AND date_trunc('hour', r.timestamp) = n.hour::TIMESTAMP
WHERE r.timestamp >= $from::TIMESTAMP AND r.timestamp < $until::TIMESTAMP
QUALIFY row_number() OVER (PARTITION BY r.equipment_id, r.sensor_type ORDER BY r.timestamp DESC, r.id DESC) = 1
