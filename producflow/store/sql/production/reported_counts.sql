-- How many machines reported in each shift? Grain: one row per production day and shift with a record.
-- reported [machines]; in_service [machines] those of them that had to: the ones of $equipment_ids, each from its day of
-- $since on.
SELECT
    r.date,
    r.shift,
    count(*)::BIGINT AS reported,
    (count(*) FILTER (r.date >= s.since))::BIGINT AS in_service
FROM (
    SELECT DISTINCT equipment_id, date, shift
    FROM production_records
    WHERE date BETWEEN $first_day AND $last_day
        AND ($last_shifts::VARCHAR[] IS NULL OR date < $last_day OR list_contains($last_shifts::VARCHAR[], shift))
        AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
        AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], shift))
) r
LEFT JOIN (SELECT unnest($equipment_ids::BIGINT[]) AS equipment_id, unnest($since::DATE[]) AS since) s
    ON s.equipment_id = r.equipment_id
GROUP BY r.date, r.shift
ORDER BY r.date, r.shift
