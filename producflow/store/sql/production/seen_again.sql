-- Which stops without an end reach into a span of time, and when were their machines seen again? Grain: one row per stop of
-- $stops that may not have been over by $starts. seen_again is when the machine's next stop or state began, a UTC instant,
-- missing where there is none yet.
WITH unended AS (
    SELECT id, equipment_id, started_at FROM downtime_events WHERE id IN (SELECT unnest($stops::BIGINT[]))
), signs AS (
    SELECT equipment_id, started_at FROM downtime_events WHERE equipment_id IN (SELECT equipment_id FROM unended)
    UNION ALL
    SELECT equipment_id, started_at FROM state_intervals WHERE equipment_id IN (SELECT equipment_id FROM unended)
)
SELECT u.id, s.started_at AS seen_again
FROM unended u
ASOF LEFT JOIN signs s ON u.equipment_id = s.equipment_id AND u.started_at < s.started_at
WHERE s.started_at IS NULL OR s.started_at >= $starts::TIMESTAMP
