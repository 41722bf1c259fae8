-- What did each machine plan, lose and make in each shift of a period? Grain: one row per machine, production day and
-- shift with a record. Quantities [units], missing where one of its records has none, minutes [min]; capacity
-- [good units per 480 min], in units of which rated_output and rated_defects count what was made and rejected.
SELECT
    r.equipment_id,
    r.date,
    r.shift,
    sum(r.planned_minutes) AS planned_minutes,
    sum(r.downtime_minutes) AS downtime_minutes,
    CASE WHEN count(r.output_quantity) = count(*) THEN sum(r.output_quantity)::BIGINT END AS output_quantity,
    CASE WHEN count(r.defect_quantity) = count(*) THEN sum(r.defect_quantity)::BIGINT END AS defect_quantity,
    CASE WHEN count(r.output_quantity) = count(*) THEN sum(rated_output(r.output_quantity, r.capacity, r.product_capacity)) END
        AS rated_output,
    CASE WHEN count(r.defect_quantity) = count(*) THEN sum(rated_output(r.defect_quantity, r.capacity, r.product_capacity)) END
        AS rated_defects,
    CASE WHEN count(r.capacity) = count(*) THEN any_value(r.capacity) END AS capacity
FROM rated_records() r
WHERE r.date BETWEEN $first_day AND $last_day
    AND ($last_shifts::VARCHAR[] IS NULL OR r.date < $last_day OR list_contains($last_shifts::VARCHAR[], r.shift))
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], r.equipment_id))
    AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], r.shift))
GROUP BY r.equipment_id, r.date, r.shift
ORDER BY r.equipment_id, r.date, r.shift
