-- Which sensors' readings does the undo change? Grain: one row per machine and sensor type.
SELECT equipment_id, sensor_type, min(timestamp) AS first, max(timestamp) AS last
FROM sensor_readings
WHERE batch_id = $batch_id
GROUP BY equipment_id, sensor_type
ORDER BY equipment_id, sensor_type, first, last
