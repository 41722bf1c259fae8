-- In which hour is the newest reading of each staged `touched` sensor that has no latest reading (any more)?
-- Grain: one row per such machine and sensor type with any reading. hour [UTC]; $since bounds the scan (missing: nothing does).
SELECT h.equipment_id, h.sensor_type, max(h.hour) AS hour
FROM sensor_hourly AS h
JOIN touched AS t ON t.equipment_id = h.equipment_id AND t.sensor_type = h.sensor_type
ANTI JOIN sensor_latest AS l ON l.equipment_id = h.equipment_id AND l.sensor_type = h.sensor_type
WHERE $since::TIMESTAMP IS NULL OR h.hour >= $since::TIMESTAMP
GROUP BY ALL
ORDER BY ALL
