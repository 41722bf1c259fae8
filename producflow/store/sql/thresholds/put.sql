-- Set or change the staged `limits` of machines. Limits and deadband [`unit`, the sensor's], delays [s].
MERGE INTO thresholds AS t
USING limits AS l ON t.sensor_type = l.sensor_type AND t.equipment_id = l.equipment_id
WHEN MATCHED AND (t.warn_low, t.warn_high, t.crit_low, t.crit_high, t.deadband, t.delay, t.off_delay, t.unit)
    IS DISTINCT FROM (l.warn_low, l.warn_high, l.crit_low, l.crit_high, l.deadband, l.delay, l.off_delay, l.unit)
THEN UPDATE SET
    warn_low = l.warn_low, warn_high = l.warn_high, crit_low = l.crit_low, crit_high = l.crit_high,
    deadband = l.deadband, delay = l.delay, off_delay = l.off_delay, unit = l.unit, updated_at = now()::TIMESTAMP
WHEN NOT MATCHED THEN
    INSERT (sensor_type, equipment_id, warn_low, warn_high, crit_low, crit_high, deadband, delay, off_delay, unit)
    VALUES (l.sensor_type, l.equipment_id, l.warn_low, l.warn_high, l.crit_low, l.crit_high, l.deadband, l.delay, l.off_delay, l.unit)
