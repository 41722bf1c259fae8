-- Shifts that were handed over, the newest production day first, of a day the one handed over last: $limit of them after
-- $skip, narrowed where a filter is given; days from $from to $to, both included. Grain: one row per shift handed over.
SELECT * FROM handovers
WHERE ($shift::VARCHAR IS NULL OR shift = $shift)
    AND ($from::DATE IS NULL OR day >= $from::DATE)
    AND ($to::DATE IS NULL OR day <= $to::DATE)
ORDER BY day DESC, handed_at DESC, id DESC
LIMIT $limit OFFSET $skip
