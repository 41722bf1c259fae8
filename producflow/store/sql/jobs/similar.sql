-- Which jobs might answer the same again, and did they hold? Grain: one row per finished corrective job of the machine that answered
-- an alert of $sensor_type, or no alert at all, the newest first. again_at: when an alert of that sensor began after it, or, of
-- no sensor, when the next corrective job was done [UTC]; answered: it was planned for an alert. cost [plant currency], duration_hours [h].
SELECT
    l.id, l.alert_id IS NOT NULL AS answered, l.description, l.cause, l.work_done, l.completed_date, l.cost, l.duration_hours,
    CASE
        WHEN $sensor_type::VARCHAR IS NOT NULL THEN (
            SELECT min(coalesce(a.started_at, a.created_at))
            FROM maintenance_alerts a
            WHERE a.equipment_id = l.equipment_id AND a.sensor_type = $sensor_type
                AND coalesce(a.started_at, a.created_at) > l.completed_date
        )
        ELSE (
            SELECT min(n.completed_date)
            FROM maintenance_logs n
            WHERE n.equipment_id = l.equipment_id AND n.maintenance_type <> 'preventive'
                AND n.completed_date > l.completed_date
        )
    END AS again_at
FROM maintenance_logs l
LEFT JOIN maintenance_alerts own ON own.id = l.alert_id
WHERE l.equipment_id = $equipment_id
    AND l.status = 'completed'
    AND l.completed_date IS NOT NULL
    AND l.maintenance_type <> 'preventive'
    AND (l.alert_id IS NULL OR own.sensor_type IS NOT DISTINCT FROM $sensor_type)
ORDER BY l.completed_date DESC, l.id DESC
LIMIT $most
