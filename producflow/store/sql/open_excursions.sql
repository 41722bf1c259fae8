-- Which sensors are beyond their limits now, and since when? Grain: one row per machine and sensor type. since [UTC].
SELECT equipment_id, sensor_type, min(started_at) AS since
FROM maintenance_alerts
WHERE sensor_type IS NOT NULL AND ended_at IS NULL AND started_at IS NOT NULL
GROUP BY ALL
ORDER BY ALL
