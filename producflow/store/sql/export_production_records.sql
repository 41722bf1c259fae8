-- The table production_records for other programs, one part after the other. Grain: one row per machine, day, shift and product; quantities [units], downtime and planned time [min], efficiency [%].
SELECT e.name AS equipment, t.*
FROM production_records AS t
LEFT JOIN equipment AS e ON e.id = t.equipment_id
WHERE t.id > $after_id
ORDER BY t.id
LIMIT $most
