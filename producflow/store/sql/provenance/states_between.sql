-- Which machine states reach into a span of time? Grain: one row per interval, oldest first; an interval without an end
-- lasts until the machine's next one. $starts and $ends are UTC instants.
SELECT 'state_intervals' AS entity, id AS entity_id
FROM (
    SELECT id, started_at, coalesce(ended_at, lead(started_at) OVER (ORDER BY started_at, id)) AS ended_at
    FROM state_intervals
    WHERE equipment_id = $equipment_id
)
WHERE started_at < $ends AND (ended_at IS NULL OR ended_at > $starts OR started_at >= $starts)
ORDER BY started_at, id
