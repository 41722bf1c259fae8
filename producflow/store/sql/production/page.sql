-- Production records, newest first: $limit of them after $skip, narrowed where a filter is given.
-- Grain: one row per record; quantities [units], downtime and planned time [min], efficiency as its source states it [%].
SELECT * FROM production_records
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($shift::VARCHAR IS NULL OR shift = $shift)
    AND ($first_day::DATE IS NULL OR date >= $first_day::DATE)
    AND ($last_day::DATE IS NULL OR date <= $last_day::DATE)
ORDER BY date DESC, CASE shift WHEN 'night' THEN 3 WHEN 'afternoon' THEN 2 ELSE 1 END DESC, id DESC
LIMIT $limit OFFSET $skip
