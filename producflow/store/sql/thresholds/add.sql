-- Set limits where there are none yet, and tell their id. Limits and deadband [`unit`, the sensor's], delays [s].
INSERT INTO thresholds (sensor_type, equipment_id, warn_low, warn_high, crit_low, crit_high, deadband, delay, off_delay,
    unit)
VALUES ($sensor_type, $equipment_id, $warn_low, $warn_high, $crit_low, $crit_high, $deadband, $delay, $off_delay,
    $unit)
RETURNING id
