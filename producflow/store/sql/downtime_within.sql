-- Which stops fall into a span of time? Grain: one row per stop, clipped to the span; a stop that still lasts ends at
-- $now. started_at and ended_at are UTC instants. batch_id, file_name and source_line say which
-- line of which import it came from, missing where a person or a program entered it.
SELECT
    d.id,
    d.equipment_id,
    e.name,
    greatest(d.started_at, $starts::TIMESTAMP) AS started_at,
    least(coalesce(d.ended_at, $now::TIMESTAMP), $ends::TIMESTAMP) AS ended_at,
    d.ended_at IS NULL AS lasts,
    coalesce(trim(d.reason), '') AS reason,
    d.planned,
    d.batch_id,
    d.source_line,
    b.file_name
FROM downtime_events d
JOIN equipment e ON e.id = d.equipment_id
LEFT JOIN import_batches b ON b.id = d.batch_id
WHERE d.started_at < least($ends::TIMESTAMP, $now::TIMESTAMP)
    AND coalesce(d.ended_at, $now::TIMESTAMP) > $starts::TIMESTAMP
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], d.equipment_id))
ORDER BY d.started_at, d.id
