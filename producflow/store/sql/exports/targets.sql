-- All goals ever set, narrowed where a filter is given. Grain: one row per goal; value in the metric's unit.
SELECT t.id, metric, scope, equipment_type, area, production_line, t.equipment_id, equipment, shift, value, valid_from, user_id,
       batch_id, created_at, updated_at
FROM targets t
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE
    -- Here stands targets/within.
ORDER BY t.id
