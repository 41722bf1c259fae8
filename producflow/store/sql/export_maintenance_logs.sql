-- The table maintenance_logs for other programs, one part after the other. Grain: one row per job; cost [plant currency], duration_hours [h].
SELECT e.name AS equipment, t.*
FROM maintenance_logs AS t
LEFT JOIN equipment AS e ON e.id = t.equipment_id
WHERE t.id > $after_id
ORDER BY t.id
LIMIT $most
