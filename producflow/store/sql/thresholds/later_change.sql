-- Which change of the same limits came after this one and is in force? Grain: one row or none, the next one. [UTC]
SELECT c.id, c.created_at, u.full_name AS person
FROM threshold_changes AS c
LEFT JOIN users AS u ON u.id = c.user_id
WHERE c.id > $id AND c.undone_at IS NULL
    AND c.sensor_type = $sensor_type AND c.equipment_id IS NOT DISTINCT FROM $equipment_id::BIGINT
ORDER BY c.id
LIMIT 1
