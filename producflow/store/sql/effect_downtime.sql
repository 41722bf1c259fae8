-- Unplanned downtime of machines within spans of time. Grain: one row per span with such a stop, hours clipped to it [h];
-- a stop that still lasts ends at $now. Spans are given as lists of the same length.
WITH spans AS (
    SELECT
        unnest($spans::BIGINT[]) AS span,
        unnest($machines::BIGINT[]) AS equipment_id,
        unnest($starts::TIMESTAMP[]) AS starts,
        unnest($ends::TIMESTAMP[]) AS ends
)
SELECT
    s.span,
    count(*)::BIGINT AS stops,
    sum(epoch_us(least(coalesce(d.ended_at, $now::TIMESTAMP), s.ends) - greatest(d.started_at, s.starts))) / 3.6e9
        AS hours
FROM spans s
JOIN downtime_events d ON d.equipment_id = s.equipment_id
WHERE NOT d.planned
    AND d.started_at < least(s.ends, $now::TIMESTAMP)
    AND coalesce(d.ended_at, $now::TIMESTAMP) > s.starts
GROUP BY s.span
ORDER BY s.span
