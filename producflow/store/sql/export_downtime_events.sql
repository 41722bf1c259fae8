-- The table downtime_events for other programs, one part after the other. Grain: one row per stop; instants in UTC.
SELECT e.name AS equipment, t.*
FROM downtime_events AS t
LEFT JOIN equipment AS e ON e.id = t.equipment_id
WHERE t.id > $after_id
ORDER BY t.id
LIMIT $most
