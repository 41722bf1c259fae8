-- Shelves, those in force first, then the newest: $limit of them after $skip. Grain: one row per shelf. title: of the alert
-- that was shelved, missing where it is gone; alerts: that stand and are held by it now [count]. until, ended_at [UTC].
SELECT
    s.id, s.equipment_id, e.name AS machine, s.alert_id, a.title, s.sensor_type, s.type, s.reason, s.created_at AS shelved_at,
    s.until, s.ended_at, person.full_name AS shelved_by, ended.full_name AS ended_by,
    (SELECT count(*) FROM alarms_told() AS t WHERE t.shelf_id = s.id AND t.state = 'shelved')::BIGINT AS alerts
FROM alarm_shelves AS s
LEFT JOIN equipment AS e ON e.id = s.equipment_id
LEFT JOIN maintenance_alerts AS a ON a.id = s.alert_id
LEFT JOIN users AS person ON person.id = s.shelved_by
LEFT JOIN users AS ended ON ended.id = s.ended_by
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], s.equipment_id))
    AND (NOT $in_force OR s.ended_at IS NULL)
ORDER BY s.ended_at IS NOT NULL, s.id DESC
LIMIT $limit OFFSET $skip
