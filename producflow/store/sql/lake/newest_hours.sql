-- In which hour is the newest reading of each sensor of some machines? Grain: one row per machine and sensor type. hour [UTC].
SELECT equipment_id, sensor_type, max(hour) AS hour
FROM sensor_hourly
WHERE list_contains($machines::BIGINT[], equipment_id)
GROUP BY ALL
ORDER BY ALL
