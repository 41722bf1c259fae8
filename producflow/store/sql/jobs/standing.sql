-- Which jobs are being done, or should have been done by $now? Grain: one row per job, those that wait longest first.
-- scheduled_date [UTC].
SELECT id, equipment_id, description, status, scheduled_date
FROM maintenance_logs
WHERE status = 'in_progress' OR (status = 'scheduled' AND scheduled_date < $now::TIMESTAMP)
ORDER BY scheduled_date, id
