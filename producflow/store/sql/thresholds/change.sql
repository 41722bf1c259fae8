-- Change limits. Limits and deadband [`unit`, the sensor's], delay [s].
UPDATE thresholds
SET warn_low = $warn_low, warn_high = $warn_high, crit_low = $crit_low, crit_high = $crit_high,
    deadband = $deadband, delay = $delay, unit = $unit, updated_at = now()::TIMESTAMP
WHERE id = $id
