-- What was made, lost and planned in a period? Grain: of each of $grains, one row per 3 machine, 5 production day,
-- 6 shift, 4 day and shift, 2 machine and shift, 0 machine, day and shift; a key that a grain does not have is missing.
-- Units: quantities [units], minutes [min]. credited_minutes is planned time weighted with the efficiency a source
-- reports itself, else run time; ideal_output is what run time would give at rated speed, only where there is one and an
-- output; rated_output is what was made, counted in units of the machine's capacity. What nobody reported is in no sum, and a sum of nothing reported is missing; inspected_output is that of the
-- records which say how much was rejected.
SELECT
    g.grain,
    -- A bit of the grain stands for each key that it does not have.
    CASE WHEN g.grain & 4 = 0 THEN r.equipment_id END AS equipment_id,
    CASE WHEN g.grain & 2 = 0 THEN r.date END AS date,
    CASE WHEN g.grain & 1 = 0 THEN r.shift END AS shift,
    count(*)::BIGINT AS records,
    sum(r.output_quantity)::BIGINT AS output_quantity,
    sum(r.defect_quantity)::BIGINT AS defect_quantity,
    (sum(r.output_quantity) FILTER (r.defect_quantity IS NOT NULL))::BIGINT AS inspected_output,
    sum(r.downtime_minutes) AS downtime_minutes,
    sum(r.planned_minutes) AS planned_minutes,
    sum(r.planned_minutes - r.downtime_minutes) AS run_minutes,
    sum(credited_minutes(r.planned_minutes, r.downtime_minutes, r.efficiency_percentage)) AS credited_minutes,
    sum(rated_output(r.output_quantity, r.capacity, r.product_capacity)) AS rated_output,
    sum(ideal_output(r.capacity, r.planned_minutes, r.downtime_minutes)) FILTER (r.output_quantity IS NOT NULL)
        AS ideal_output,
    (count(*) FILTER (r.capacity IS NULL))::BIGINT AS records_without_capacity,
    (count(*) FILTER (r.output_quantity IS NULL))::BIGINT AS records_without_output,
    (count(*) FILTER (r.defect_quantity IS NULL))::BIGINT AS records_without_defects
FROM rated_records() r
CROSS JOIN unnest($grains::INTEGER[]) AS g(grain)
WHERE r.date BETWEEN $first_day AND $last_day
    AND ($last_shifts::VARCHAR[] IS NULL OR r.date < $last_day OR list_contains($last_shifts::VARCHAR[], r.shift))
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], r.equipment_id))
    AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], r.shift))
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
