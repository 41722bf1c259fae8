-- The table sensor_readings for other programs, one part after the other. Grain: one row per reading; value [unit].
SELECT e.name AS equipment, t.*
FROM sensor_readings AS t
LEFT JOIN equipment AS e ON e.id = t.equipment_id
WHERE t.id > $after_id
ORDER BY t.id
LIMIT $most
