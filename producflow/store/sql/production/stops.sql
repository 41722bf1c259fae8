-- Which stops reach into a span of time, or began in it? Grain: one row per stop of the chosen machines, whole.
-- started_at and ended_at are UTC instants; ended_at is missing where none was reported: production/seen_again.sql says more
-- of those. batch_id, file_name and source_line say which line of which import it came from, missing where a person or a
-- program entered it. What counts of each, the domain says: nothing is added up here.
SELECT
    d.id,
    d.equipment_id,
    e.name,
    d.started_at,
    d.ended_at,
    coalesce(trim(d.reason), '') AS reason,
    d.planned,
    d.batch_id,
    d.source_line,
    b.file_name
FROM downtime_events d
JOIN equipment e ON e.id = d.equipment_id
LEFT JOIN import_batches b ON b.id = d.batch_id
WHERE d.started_at < $ends::TIMESTAMP
    AND (d.ended_at IS NULL OR d.ended_at >= $starts::TIMESTAMP)
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], d.equipment_id))
ORDER BY d.started_at, d.id
