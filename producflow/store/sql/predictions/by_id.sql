-- One prediction with what became of it. Grain: one row.
SELECT p.*, e.name AS machine
FROM told_predictions() p
JOIN equipment e ON e.id = p.equipment_id
WHERE p.id = $id
