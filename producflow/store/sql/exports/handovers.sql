-- All shifts that were handed over, the oldest first, narrowed where a filter is given; days from $from to $to, both
-- included. Grain: one row per shift handed over.
SELECT id, day, shift, text, handed_by, handed_by_name, handed_at, taken_by, taken_by_name, taken_at, created_at, updated_at
FROM handovers
WHERE ($shift::VARCHAR IS NULL OR shift = $shift)
    AND ($from::DATE IS NULL OR day >= $from::DATE)
    AND ($to::DATE IS NULL OR day <= $to::DATE)
ORDER BY day, handed_at, id
