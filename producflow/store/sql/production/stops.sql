-- Which stops reach into a span of time, or began in it? Grain: one row per stop of the chosen machines, whole.
-- started_at and ended_at are UTC instants; ended_at is missing where none was reported, and seen_again is when the
-- machine's next stop or state began then. batch_id, file_name and source_line say which line of which import it came
-- from, missing where a person or a program entered it. What counts of each, the domain says: nothing is added up here.
WITH unended AS (
    SELECT id, equipment_id, started_at
    FROM downtime_events
    WHERE ended_at IS NULL AND started_at < $ends::TIMESTAMP
        AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
), signs AS (
    SELECT equipment_id, started_at FROM downtime_events WHERE equipment_id IN (SELECT equipment_id FROM unended)
    UNION ALL
    SELECT equipment_id, started_at FROM state_intervals WHERE equipment_id IN (SELECT equipment_id FROM unended)
), seen AS (
    SELECT u.id, s.started_at AS seen_again
    FROM unended u
    ASOF JOIN signs s ON u.equipment_id = s.equipment_id AND u.started_at < s.started_at
)
SELECT
    d.id,
    d.equipment_id,
    e.name,
    d.started_at,
    d.ended_at,
    s.seen_again,
    coalesce(trim(d.reason), '') AS reason,
    d.planned,
    d.batch_id,
    d.source_line,
    b.file_name
FROM downtime_events d
JOIN equipment e ON e.id = d.equipment_id
LEFT JOIN import_batches b ON b.id = d.batch_id
LEFT JOIN seen s ON s.id = d.id
WHERE d.started_at < $ends::TIMESTAMP
    AND (coalesce(d.ended_at, s.seen_again) IS NULL OR coalesce(d.ended_at, s.seen_again) >= $starts::TIMESTAMP)
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], d.equipment_id))
ORDER BY d.started_at, d.id
