-- Which stops began in a span of time? Grain: one row per stop of the chosen machines. started_at, ended_at [UTC].
SELECT id, equipment_id, started_at, ended_at, planned
FROM downtime_events
WHERE started_at >= $starts::TIMESTAMP AND started_at < $ends::TIMESTAMP
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
ORDER BY started_at, id
