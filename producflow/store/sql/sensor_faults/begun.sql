-- Which machines have alerts of readings that came since an instant, stand, and that nothing explains? Grain: one row per machine, the
-- newest alert first.
SELECT equipment_id, max(created_at) AS newest
FROM maintenance_alerts
WHERE status <> 'resolved' AND sensor_type IS NOT NULL AND started_at IS NOT NULL AND suppressed_by IS NULL
    AND created_at >= $since::TIMESTAMP
GROUP BY equipment_id
ORDER BY newest DESC, equipment_id
LIMIT $most
