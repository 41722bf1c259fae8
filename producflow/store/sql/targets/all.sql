-- All goals ever set, or those of some machines, in order of the days from which they hold. Grain: one row per goal; value in
-- the metric's unit.
SELECT t.*, e.name AS machine, u.full_name AS set_by
FROM targets t
LEFT JOIN equipment e ON e.id = t.equipment_id
LEFT JOIN import_batches b ON b.id = t.batch_id
LEFT JOIN users u ON u.id = coalesce(t.user_id, b.user_id)
WHERE
    -- Here stands targets/within.
ORDER BY t.valid_from, t.id
