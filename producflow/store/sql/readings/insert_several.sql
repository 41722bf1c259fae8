-- Store readings whose keys are known to be new. Grain: one row per reading. value [our unit of the sensor type].
-- Writes sensor_readings of $equipment_ids from $timestamps.
INSERT INTO sensor_readings (equipment_id, sensor_type, timestamp, value, unit, status)
SELECT unnest($equipment_ids::BIGINT[]), unnest($sensor_types::VARCHAR[]), unnest($timestamps::TIMESTAMP[]),
       unnest($values::DOUBLE[]), unnest($units::VARCHAR[]), unnest($statuses::VARCHAR[])
RETURNING id, equipment_id, sensor_type, timestamp, value, unit, status, batch_id, created_at
