-- Change limits. Limits and deadband [`unit`, the sensor's], delays [s].
UPDATE thresholds
SET warn_low = $warn_low, warn_high = $warn_high, crit_low = $crit_low, crit_high = $crit_high,
    deadband = $deadband, delay = $delay, off_delay = $off_delay, unit = $unit, updated_at = now()::TIMESTAMP
WHERE id = $id
