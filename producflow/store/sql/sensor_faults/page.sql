-- Stretches in which sensors cannot be believed, for programs, the newest first. Grain: one row per stretch; lasting: whether it has
-- no end. low, high [the sensor's unit].
SELECT f.*, e.name AS machine
FROM sensor_faults f
JOIN equipment e ON e.id = f.equipment_id
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], f.equipment_id))
    AND ($lasting::BOOLEAN IS NULL OR (f.ended_at IS NULL) = $lasting)
ORDER BY f.started_at DESC, f.id DESC
LIMIT $limit OFFSET $skip
