-- What machines were doing, oldest first, narrowed where a filter is given: intervals that began from $from to $to, both
-- included [UTC]. Grain: one row per interval; quantities [units], none where the source stated none.
SELECT id, equipment_id, equipment, started_at, ended_at, state, reason, product, output_quantity, defect_quantity,
       batch_id, created_at, updated_at
FROM state_intervals
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($from::TIMESTAMP IS NULL OR started_at >= $from::TIMESTAMP)
    AND ($to::TIMESTAMP IS NULL OR started_at <= $to::TIMESTAMP)
ORDER BY started_at, id
