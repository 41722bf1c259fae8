-- What did each sensor say last? Grain: one row per machine and sensor type; value in `unit`.
SELECT equipment_id, sensor_type, timestamp, value, unit, status
FROM latest_believed()
ORDER BY equipment_id, sensor_type
