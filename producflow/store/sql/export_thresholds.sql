-- The table thresholds for other programs, one part after the other. Grain: one row per sensor type and machine; limits and deadband [unit], delay [s].
SELECT e.name AS equipment, t.*
FROM thresholds AS t
LEFT JOIN equipment AS e ON e.id = t.equipment_id
WHERE t.id > $after_id
ORDER BY t.id
LIMIT $most
