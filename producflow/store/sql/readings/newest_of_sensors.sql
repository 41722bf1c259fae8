-- When did each sensor last report, readings not summed up yet included? Grain: one row per machine and sensor type.
WITH waiting AS (
    SELECT r.equipment_id, r.sensor_type, r.timestamp
    FROM sensor_readings AS r
    JOIN readings_touched AS t
        ON r.equipment_id = t.equipment_id AND r.sensor_type = t.sensor_type AND r.timestamp BETWEEN t.first AND t.last
    WHERE r.timestamp >= (SELECT min(first) FROM readings_touched)
)
SELECT equipment_id, sensor_type, max(timestamp) AS timestamp
FROM (
    SELECT equipment_id, sensor_type, timestamp FROM sensor_latest
    UNION ALL
    SELECT equipment_id, sensor_type, timestamp FROM waiting
)
GROUP BY equipment_id, sensor_type
