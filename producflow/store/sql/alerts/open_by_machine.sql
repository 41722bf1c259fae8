-- Which machines have active alerts? Grain: one row per machine with any; worst_priority and title are of the gravest,
-- the newest of those; alerts [count].
SELECT
    equipment_id,
    count(*)::BIGINT AS alerts,
    arg_max(priority, (rank, created_at, id)) AS worst_priority,
    arg_max(title, (rank, created_at, id)) AS title
FROM (
    SELECT *, list_position(['low', 'medium', 'high', 'critical'], priority) AS rank
    FROM maintenance_alerts
    WHERE status = 'active'
)
GROUP BY equipment_id
ORDER BY equipment_id
