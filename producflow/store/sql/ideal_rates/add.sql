-- Set a rated speed of a product. Grain: the new row.
INSERT INTO ideal_rates (equipment_id, product, units_per_hour, valid_from, user_id)
VALUES ($equipment_id, $product, $units_per_hour, $valid_from, $user_id)
RETURNING *
