-- All production records, oldest first, narrowed where a filter is given; $from and $to are included [production days].
-- Grain: one row per record; quantities [units], downtime and planned time [min], efficiency as its source states it [%].
SELECT id, equipment_id, equipment, date, shift, product, output_quantity, defect_quantity, downtime_minutes, planned_minutes,
       efficiency_percentage, batch_id, created_at, updated_at
FROM production_records
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($shift::VARCHAR IS NULL OR shift = $shift)
    AND ($from::DATE IS NULL OR date >= $from::DATE)
    AND ($to::DATE IS NULL OR date <= $to::DATE)
ORDER BY date, id
