-- Which rated speed is this? Grain: one row or none; units_per_hour [units/h].
SELECT * FROM ideal_rates WHERE id = $id
