-- How long did each machine run on each production day? Grain: one row per machine and day with production records.
-- run_hours: planned less downtime [h].
SELECT equipment_id, date, sum(planned_minutes - downtime_minutes) / 60 AS run_hours
FROM production_records
WHERE date BETWEEN $first_day AND $last_day
    AND ($last_shifts::VARCHAR[] IS NULL OR date < $last_day OR list_contains($last_shifts::VARCHAR[], shift))
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
GROUP BY equipment_id, date
ORDER BY equipment_id, date
