-- Which alerts that readings raised began before $kept_from and were not over by then? The readings that began them are
-- gone. Grain: one row per alert. level: of what it began with.
SELECT
    id, equipment_id, sensor_type, CASE type WHEN 'emergency' THEN 'critical' ELSE 'warning' END AS level, started_at,
    ended_at, closed
FROM maintenance_alerts
WHERE sensor_type IS NOT NULL AND started_at < $kept_from::TIMESTAMP
    AND (ended_at IS NULL OR ended_at >= $kept_from::TIMESTAMP)
ORDER BY equipment_id, sensor_type, started_at
