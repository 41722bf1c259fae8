-- All goals ever set, in order of the days from which they hold. Grain: one row per goal; value in the metric's unit.
SELECT t.*, e.name AS machine, u.full_name AS set_by
FROM targets t
LEFT JOIN equipment e ON e.id = t.equipment_id
LEFT JOIN import_batches b ON b.id = t.batch_id
LEFT JOIN users u ON u.id = coalesce(t.user_id, b.user_id)
ORDER BY t.valid_from, t.id
