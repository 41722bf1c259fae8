-- What is there to say about the production records of a view? Grain: one row.
-- own_efficiency: records whose source states its own; own_minutes: planned time weighted with it [min]; measured_minutes:
-- run time of the others [min]; other_shifts: of the same days and machines, but of shifts not chosen.
SELECT
    (count(*) FILTER (chosen))::BIGINT AS records,
    (count(*) FILTER (chosen AND NOT coalesce(r.capacity > 0, false)))::BIGINT AS without_capacity,
    (count(*) FILTER (chosen AND r.efficiency_percentage IS NOT NULL))::BIGINT AS own_efficiency,
    sum(credited) FILTER (chosen AND r.efficiency_percentage IS NOT NULL) AS own_minutes,
    sum(credited) FILTER (chosen AND r.efficiency_percentage IS NULL) AS measured_minutes,
    (count(*) FILTER (chosen AND r.output_quantity = 0))::BIGINT AS nothing_made,
    (count(*) FILTER (chosen AND r.output_quantity IS NULL))::BIGINT AS without_output,
    (count(*) FILTER (chosen AND r.defect_quantity IS NULL))::BIGINT AS without_defects,
    (count(*) FILTER (chosen AND r.planned_minutes = 0))::BIGINT AS without_plan,
    (count(*) FILTER (NOT chosen))::BIGINT AS other_shifts
FROM (
    SELECT
        *,
        $shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], shift) AS chosen,
        credited_minutes(planned_minutes, downtime_minutes, efficiency_percentage) AS credited
    FROM rated_records()
    WHERE date BETWEEN $first_day AND $last_day
        AND ($last_shifts::VARCHAR[] IS NULL OR date < $last_day OR list_contains($last_shifts::VARCHAR[], shift))
        AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
) r
