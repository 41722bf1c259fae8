-- Which production records does a figure rest on? Grain: one row per record, newest first: $limit of them after $skip.
-- Quantities [units], downtime and planned time [min], capacity and product_capacity [good units per 480 min], efficiency_percentage as its
-- source states it [%]. batch_id, file_name and source_line are missing where a person or a program entered it.
SELECT
    r.id, r.equipment_id, e.name, r.date, r.shift, r.product, r.output_quantity, r.defect_quantity,
    r.planned_minutes, r.downtime_minutes, r.efficiency_percentage, r.capacity, r.product_capacity, r.batch_id, b.file_name, r.source_line
FROM rated_records() r
JOIN equipment e ON e.id = r.equipment_id
LEFT JOIN import_batches b ON b.id = r.batch_id
WHERE r.date BETWEEN $first_day AND $last_day
    AND ($last_shifts::VARCHAR[] IS NULL OR r.date < $last_day OR list_contains($last_shifts::VARCHAR[], r.shift))
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], r.equipment_id))
    AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], r.shift))
ORDER BY r.date DESC, CASE r.shift WHEN 'night' THEN 3 WHEN 'afternoon' THEN 2 ELSE 1 END DESC, e.name, r.id
LIMIT $limit OFFSET $skip
