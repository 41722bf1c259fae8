-- Which stops of a machine fall between an alert's beginning and the end of the job that answered it? Grain: one row per stop,
-- the oldest first; one that still lasts has no ended_at. [UTC]
SELECT id, started_at, ended_at, reason, planned
FROM downtime_events
WHERE equipment_id = $equipment_id
    AND started_at < $until
    AND coalesce(ended_at, 'infinity'::TIMESTAMP) > $since
    AND NOT planned
ORDER BY started_at, id
