-- Set limits where there are none yet, and tell their id. Limits and deadband [`unit`, the sensor's], delay [s].
INSERT INTO thresholds (sensor_type, equipment_id, warn_low, warn_high, crit_low, crit_high, deadband, delay, unit)
VALUES ($sensor_type, $equipment_id, $warn_low, $warn_high, $crit_low, $crit_high, $deadband, $delay, $unit)
RETURNING id
