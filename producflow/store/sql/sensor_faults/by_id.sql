-- One stretch in which a sensor cannot be believed. Grain: one row or none.
SELECT * FROM sensor_faults WHERE id = $id
