-- What can predictions foretell beside limits? Grain: one row per corrective or emergency job that was finished, and per
-- unplanned stop of $minutes or more; failed_at: when it was finished, or began [UTC].
SELECT equipment_id, completed_date AS failed_at, 'job' AS what, description AS called
FROM maintenance_logs
WHERE status = 'completed' AND maintenance_type IN ('corrective', 'emergency') AND completed_date IS NOT NULL
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
UNION ALL
SELECT equipment_id, started_at, 'stop', coalesce(trim(reason), '')
FROM downtime_events
WHERE NOT planned AND ended_at >= started_at + to_minutes($minutes)
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
ORDER BY equipment_id, failed_at
