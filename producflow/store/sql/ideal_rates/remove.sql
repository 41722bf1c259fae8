-- Take a rated speed back: what held before it holds again.
DELETE FROM ideal_rates WHERE id = $id
