-- All goals ever set, narrowed where a filter is given. Grain: one row per goal; value in the metric's unit.
SELECT id, metric, scope, equipment_type, equipment_id, equipment, shift, value, valid_from, user_id, batch_id,
       created_at, updated_at
FROM targets
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE $machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id)
ORDER BY id
