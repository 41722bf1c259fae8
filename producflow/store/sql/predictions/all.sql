-- Predictions of the machines, each with what became of it. Grain: one row per prediction; the newest first.
SELECT p.*, e.name AS machine
FROM told_predictions() p
JOIN equipment e ON e.id = p.equipment_id
WHERE $machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], p.equipment_id)
ORDER BY p.made_at DESC, p.id DESC
