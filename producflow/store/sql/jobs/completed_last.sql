-- When was the last job of each machine completed? Grain: one row per machine with a completed job that has a date. [UTC]
SELECT equipment_id, max(completed_date) AS completed_date
FROM maintenance_logs
WHERE status = 'completed' AND completed_date IS NOT NULL
GROUP BY equipment_id
ORDER BY equipment_id
