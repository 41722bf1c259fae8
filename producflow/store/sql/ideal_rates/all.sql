-- Rated speeds of single products that were ever set, the newest of each first. Grain: one row per machine, product and day
-- from which it holds; units_per_hour [units/h].
SELECT i.*, e.name AS machine, u.full_name AS set_by
FROM ideal_rates i
JOIN equipment e ON e.id = i.equipment_id
LEFT JOIN import_batches b ON b.id = i.batch_id
LEFT JOIN users u ON u.id = coalesce(i.user_id, b.user_id)
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], i.equipment_id))
    AND ($product::VARCHAR IS NULL OR i.product = $product)
ORDER BY e.name, i.product, i.valid_from DESC, i.id
