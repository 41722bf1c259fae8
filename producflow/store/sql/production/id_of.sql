-- Which record has this natural key? Grain: one row or none.
SELECT id
FROM production_records
WHERE equipment_id = $equipment_id AND date = $date AND shift = $shift AND product = $product
