-- How often did machines stop for which reason since then? Grain: one row per reason, the machine's most frequent first, then
-- the plant's; planned as most of those stops were.
SELECT
    trim(reason) AS name,
    count(*) FILTER (WHERE equipment_id = $equipment_id)::BIGINT AS of_machine,
    count(*)::BIGINT AS of_plant,
    count(*) FILTER (WHERE planned) * 2 > count(*) AS planned
FROM downtime_events
WHERE coalesce(trim(reason), '') <> '' AND started_at >= $since::TIMESTAMP
GROUP BY trim(reason)
ORDER BY of_machine DESC, of_plant DESC, name
