-- How much did each machine make and reject in each shift of a period, and how was it used? Grain: one row per machine,
-- production day and shift with a record. Quantities [units], of records that say how much was rejected, minutes [min];
-- credited_minutes as in production_sums.
SELECT
    equipment_id,
    date,
    shift,
    (sum(output_quantity) FILTER (defect_quantity IS NOT NULL))::BIGINT AS output_quantity,
    sum(defect_quantity)::BIGINT AS defect_quantity,
    sum(planned_minutes) AS planned_minutes,
    sum(credited_minutes(planned_minutes, downtime_minutes, efficiency_percentage)) AS credited_minutes
FROM production_records
WHERE date BETWEEN $first_day AND $last_day
    AND ($last_shifts::VARCHAR[] IS NULL OR date < $last_day OR list_contains($last_shifts::VARCHAR[], shift))
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], shift))
GROUP BY equipment_id, date, shift
ORDER BY equipment_id, date, shift
