-- Stops, the newest first: $limit of them after $skip, narrowed where a filter is given; those whose time touches $from to
-- $to, both included [UTC]; with $unexplained, those without a reason. Grain: one row per stop.
SELECT * FROM downtime_events
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($from::TIMESTAMP IS NULL OR ended_at IS NULL OR ended_at >= $from::TIMESTAMP)
    AND ($to::TIMESTAMP IS NULL OR started_at <= $to::TIMESTAMP)
    AND (NOT $unexplained OR coalesce(trim(reason), '') = '')
ORDER BY started_at DESC, id DESC
LIMIT $limit OFFSET $skip
