-- Which limits does a sensor type have for a machine ($equipment_id missing: the whole plant)? Grain: one row or none.
-- Limits and deadband [`unit`, the sensor's], delay [s].
SELECT * FROM thresholds
WHERE sensor_type = $sensor_type AND equipment_id IS NOT DISTINCT FROM $equipment_id::BIGINT
