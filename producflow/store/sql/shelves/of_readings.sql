-- Which alerts that readings raised stand, and which of them are held to be explained by a stop? Grain: one row per alert.
SELECT id, equipment_id, started_at, suppressed_by FROM maintenance_alerts
WHERE status <> 'resolved' AND sensor_type IS NOT NULL AND started_at IS NOT NULL
ORDER BY id
