-- Which alerts did readings raise within the staged `windows`, their last hour included, since an episode can begin and
-- end in it? One that a person closed speaks for all that they had seen. Grain: one row per alert.
-- level: of what it began with. seen_until: up to which reading a closed one speaks [UTC].
-- handled_at: when a person last did something with it, a job entered for it included [UTC]; missing if nobody did.
SELECT
    w.pair, a.id, CASE a.type WHEN 'emergency' THEN 'critical' ELSE 'warning' END AS level, a.priority, a.started_at,
    a.ended_at, a.closed, coalesce(a.ended_at, a.seen_until, a.started_at) AS seen_until,
    greatest(
        a.acknowledged_at,
        a.reopened_at,
        (SELECT max(l.created_at) FROM maintenance_logs AS l WHERE l.alert_id = a.id)
    ) AS handled_at
FROM maintenance_alerts AS a
JOIN windows AS w ON w.equipment_id = a.equipment_id AND w.sensor_type = a.sensor_type
WHERE CASE WHEN a.closed THEN greatest(a.ended_at, a.seen_until, a.started_at) ELSE a.started_at END
        >= coalesce(w.opens, a.started_at)
    AND a.started_at < coalesce(w.closes, a.started_at) + INTERVAL 1 HOUR
ORDER BY w.pair, a.started_at, a.id
