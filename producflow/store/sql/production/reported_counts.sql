-- How many machines reported in each shift? Grain: one row per production day and shift with a record. reported [machines].
SELECT date, shift, count(DISTINCT equipment_id)::BIGINT AS reported
FROM production_records
WHERE date BETWEEN $first_day AND $last_day
    AND ($last_shifts::VARCHAR[] IS NULL OR date < $last_day OR list_contains($last_shifts::VARCHAR[], shift))
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], shift))
GROUP BY date, shift
ORDER BY date, shift
