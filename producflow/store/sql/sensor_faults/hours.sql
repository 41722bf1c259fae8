-- Hourly sums of some machines in a span, where single readings are kept. Grain: one row per sensor and UTC hour with readings.
-- n [readings]; total, minimum, maximum [the sensor's unit].
SELECT equipment_id, sensor_type, hour, n, total, minimum, maximum
FROM sensor_hourly
WHERE list_contains($machines::BIGINT[], equipment_id) AND hour >= $starts::TIMESTAMP AND hour < $ends::TIMESTAMP
    AND hour >= raw_kept_from()
ORDER BY equipment_id, sensor_type, hour
