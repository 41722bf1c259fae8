-- Which sensors are beyond a limit by their newest reading, whenever that was? Grain: one row per machine and sensor type;
-- value in `unit`. What a reading within its limits leaves as it is.
SELECT equipment_id, sensor_type, timestamp, value, unit, status
FROM latest_believed()
WHERE status IN ('warning', 'critical')
ORDER BY equipment_id, sensor_type
