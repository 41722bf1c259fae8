-- Which alerts did readings raise within the staged `windows`, their last hour included, since an episode can begin and
-- end in it? Grain: one row per alert.
-- handled_at: when a person last did something with it, a job entered for it included [UTC]; missing if nobody did.
SELECT
    w.pair, a.id, a.started_at, a.ended_at,
    greatest(
        a.acknowledged_at,
        CASE WHEN a.resolved_by IS NOT NULL THEN a.resolved_at END,
        (SELECT max(l.created_at) FROM maintenance_logs AS l WHERE l.alert_id = a.id)
    ) AS handled_at
FROM maintenance_alerts AS a
JOIN windows AS w ON w.equipment_id = a.equipment_id AND w.sensor_type = a.sensor_type
WHERE a.started_at >= coalesce(w.opens, a.started_at)
    AND a.started_at < coalesce(w.closes, a.started_at) + INTERVAL 1 HOUR
ORDER BY w.pair, a.started_at, a.id
