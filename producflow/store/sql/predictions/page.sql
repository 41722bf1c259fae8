-- Predictions for programs, the newest first. Grain: one row per prediction; open: whether its horizon is not over.
SELECT p.*, e.name AS machine
FROM told_predictions() p
JOIN equipment e ON e.id = p.equipment_id
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], p.equipment_id))
    AND ($open::BOOLEAN IS NULL OR (p.horizon_ends_at > $now::TIMESTAMP) = $open)
ORDER BY p.made_at DESC, p.id DESC
LIMIT $limit OFFSET $skip
