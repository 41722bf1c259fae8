-- Which machines have alerts that are not resolved? Grain: one row per machine with any. open [count] are all of them, alerts
-- [count] those that nobody has acknowledged; worst_priority and title are of the gravest of these, the newest of them;
-- gravest: id of the gravest of all.
SELECT
    equipment_id,
    count(*)::BIGINT AS open,
    (count(*) FILTER (status = 'active'))::BIGINT AS alerts,
    arg_max(priority, (rank, created_at, id)) FILTER (status = 'active') AS worst_priority,
    arg_max(title, (rank, created_at, id)) FILTER (status = 'active') AS title,
    arg_max(id, (rank, created_at, id)) AS gravest
FROM (
    SELECT *, list_position(['low', 'medium', 'high', 'critical'], priority) AS rank
    FROM maintenance_alerts
    WHERE status <> 'resolved'
)
GROUP BY equipment_id
ORDER BY equipment_id
