-- Store a reading whose key is known to be new. Grain: one row. value [our unit of the sensor type].
-- Writes sensor_readings of $equipment_id from $timestamp.
INSERT INTO sensor_readings (equipment_id, sensor_type, timestamp, value, unit, status)
VALUES ($equipment_id, $sensor_type, $timestamp, $value, $unit, $status)
RETURNING id, equipment_id, sensor_type, timestamp, value, unit, status, batch_id, created_at
