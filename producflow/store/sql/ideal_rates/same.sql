-- Which rated speed has this natural key? Grain: one row or none; units_per_hour [units/h].
SELECT * FROM ideal_rates WHERE equipment_id = $equipment_id AND product = $product AND valid_from = $valid_from
