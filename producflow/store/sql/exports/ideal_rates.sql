-- Rated speeds of single products, narrowed where a filter is given. Grain: one row per machine, product and day from which
-- it holds; units_per_hour [units/h].
SELECT id, equipment_id, product, units_per_hour, valid_from, user_id, batch_id, created_at, updated_at
FROM ideal_rates
WHERE $equipment_id::BIGINT IS NULL OR equipment_id = $equipment_id
ORDER BY id
