-- What did each machine make in one shift? Grain: one row per machine and product with a record.
-- Quantities [units], minutes [min].
SELECT
    r.equipment_id,
    e.name AS machine,
    r.product,
    r.output_quantity,
    r.defect_quantity,
    CASE WHEN r.defect_quantity IS NOT NULL THEN r.output_quantity END AS inspected_output,
    r.downtime_minutes,
    r.planned_minutes,
    credited_minutes(r.planned_minutes, r.downtime_minutes, r.efficiency_percentage) AS credited_minutes
FROM production_records r
JOIN equipment e ON e.id = r.equipment_id
WHERE r.date = $day AND r.shift = $shift
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], r.equipment_id))
ORDER BY e.name, r.product
