-- Which alerts that readings raised began before $kept_from and were not over by then? The readings that began them are
-- gone. Grain: one row per alert.
SELECT id, equipment_id, sensor_type, started_at, ended_at
FROM maintenance_alerts
WHERE sensor_type IS NOT NULL AND started_at < $kept_from::TIMESTAMP
    AND (ended_at IS NULL OR ended_at >= $kept_from::TIMESTAMP)
ORDER BY equipment_id, sensor_type, started_at
