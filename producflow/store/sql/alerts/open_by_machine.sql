-- Which machines have alerts that are not resolved, shelved or suppressed? Grain: one row per machine with any. open [count] are all of them, alerts
-- [count] those that nobody has acknowledged; worst_priority is of the gravest of these.
SELECT
    equipment_id,
    count(*)::BIGINT AS open,
    (count(*) FILTER (status = 'active'))::BIGINT AS alerts,
    arg_max(priority, rank) FILTER (status = 'active') AS worst_priority
FROM (
    SELECT *, list_position(['low', 'medium', 'high', 'critical'], priority) AS rank
    FROM alarms_wanting()
)
GROUP BY equipment_id
ORDER BY equipment_id
