-- Which jobs answer alerts that are not resolved? Grain: one row per job, the newest first.
SELECT l.alert_id, l.id, l.description, l.status, l.scheduled_date
FROM maintenance_logs l
SEMI JOIN maintenance_alerts a ON a.id = l.alert_id AND a.status <> 'resolved'
ORDER BY l.id DESC
