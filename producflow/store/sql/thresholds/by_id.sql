-- One row of limits. Grain: one row or none. Limits and deadband [`unit`, the sensor's], delay [s].
SELECT * FROM thresholds WHERE id = $id
