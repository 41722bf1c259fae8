-- In which hour from $since on is the newest reading of each of the `moved` sensors? Grain: one row per machine and sensor type. hour [UTC].
SELECT equipment_id, sensor_type, max(hour) AS hour
FROM sensor_hourly
SEMI JOIN moved USING (equipment_id, sensor_type)
WHERE hour >= $since::TIMESTAMP
GROUP BY ALL
ORDER BY ALL
