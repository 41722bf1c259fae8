-- Which readings of each machine have been looked at for predictions? Grain: one row per machine that was looked at [UTC].
SELECT l.equipment_id, e.name AS machine, l.looked_from, l.looked_until
FROM prediction_looks l
JOIN equipment e ON e.id = l.equipment_id
ORDER BY l.equipment_id
