-- Which machine-shifts reported? Grain: one row per machine, production day and shift with a record.
SELECT DISTINCT equipment_id, date, shift
FROM production_records
WHERE date BETWEEN $first_day AND $last_day
    AND ($last_shifts::VARCHAR[] IS NULL OR date < $last_day OR list_contains($last_shifts::VARCHAR[], shift))
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], shift))
