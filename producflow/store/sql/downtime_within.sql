-- Which stops fall into a span of time? Grain: one row per stop, clipped to the span; a stop that still lasts ends at
-- $now. started_at and ended_at are UTC instants.
SELECT
    d.id,
    d.equipment_id,
    e.name,
    greatest(d.started_at, $starts::TIMESTAMP) AS started_at,
    least(coalesce(d.ended_at, $now::TIMESTAMP), $ends::TIMESTAMP) AS ended_at,
    d.ended_at IS NULL AS lasts,
    coalesce(trim(d.reason), '') AS reason,
    d.planned
FROM downtime_events d
JOIN equipment e ON e.id = d.equipment_id
WHERE d.started_at < least($ends::TIMESTAMP, $now::TIMESTAMP)
    AND coalesce(d.ended_at, $now::TIMESTAMP) > $starts::TIMESTAMP
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], d.equipment_id))
ORDER BY d.started_at, d.id
