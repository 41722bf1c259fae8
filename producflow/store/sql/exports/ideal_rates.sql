-- Rated speeds of single products, narrowed where a filter is given. Grain: one row per machine, product and day from which
-- it holds; units_per_hour [units/h].
SELECT id, equipment_id, equipment, product, units_per_hour, valid_from, user_id, batch_id, created_at, updated_at
FROM ideal_rates
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE $machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id)
ORDER BY id
