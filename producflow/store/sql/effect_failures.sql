-- Which unplanned stops of some machines were not over at an instant, or came after it? Grain: one row per stop. started_at, ended_at [UTC].
SELECT equipment_id, started_at, ended_at, planned, nullif(trim(reason), '') AS reason
FROM downtime_events
WHERE (ended_at IS NULL OR ended_at >= $starts::TIMESTAMP) AND NOT planned
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
ORDER BY started_at, id
