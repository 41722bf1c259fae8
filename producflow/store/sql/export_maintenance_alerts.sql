-- The table maintenance_alerts for other programs, one part after the other. Grain: one row per alert; confidence [0-1].
SELECT e.name AS equipment, t.*
FROM maintenance_alerts AS t
LEFT JOIN equipment AS e ON e.id = t.equipment_id
WHERE t.id > $after_id
ORDER BY t.id
LIMIT $most
