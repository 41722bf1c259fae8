-- What was made, lost and planned in a period? Grain: `grain` says what a row sums up: 7 everything, 3 a machine,
-- 5 a production day, 6 a shift, 4 a day and shift, 2 a machine and shift, 1 a machine and day.
-- Units: quantities [units], minutes [min]. credited_minutes is planned time weighted with the efficiency a source
-- reports itself, else run time; ideal_output is what run time would give at rated speed, only where there is one.
SELECT
    grouping(r.equipment_id, r.date, r.shift)::INTEGER AS grain,
    r.equipment_id,
    r.date,
    r.shift,
    count(*)::BIGINT AS records,
    sum(r.output_quantity)::BIGINT AS output_quantity,
    sum(r.defect_quantity)::BIGINT AS defect_quantity,
    sum(r.downtime_minutes) AS downtime_minutes,
    sum(r.planned_minutes) AS planned_minutes,
    sum(r.planned_minutes - r.downtime_minutes) AS run_minutes,
    sum(coalesce(r.planned_minutes * r.efficiency_percentage / 100, r.planned_minutes - r.downtime_minutes))
        AS credited_minutes,
    sum(r.output_quantity) FILTER (e.capacity > 0)::BIGINT AS rated_output,
    sum(e.capacity / 480 * (r.planned_minutes - r.downtime_minutes)) FILTER (e.capacity > 0) AS ideal_output,
    (count(*) FILTER (e.capacity IS NULL))::BIGINT AS records_without_capacity,
    (count(DISTINCT r.equipment_id))::BIGINT AS machines
FROM production_records r
JOIN equipment e ON e.id = r.equipment_id
WHERE r.date BETWEEN $first_day AND $last_day
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], r.equipment_id))
    AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], r.shift))
GROUP BY GROUPING SETS (
    (), (r.equipment_id), (r.date), (r.shift), (r.date, r.shift), (r.equipment_id, r.shift), (r.equipment_id, r.date)
)
ORDER BY grain, r.equipment_id, r.date, r.shift
