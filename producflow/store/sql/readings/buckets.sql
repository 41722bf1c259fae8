-- Readings of a sensor in a span, summed up. Grain: one row per bucket of $seconds with readings; timestamp: its start;
-- total, minimum, maximum [the sensor's unit], n [readings].
-- Reads sensor_readings of $equipment_id before $ends.
SELECT
    time_bucket(to_seconds($seconds), timestamp) AS timestamp,
    count(*)::BIGINT AS n,
    sum(value) AS total,
    min(value) AS minimum,
    max(value) AS maximum
FROM sensor_readings
WHERE equipment_id = $equipment_id AND sensor_type = $sensor_type
    AND timestamp >= $starts::TIMESTAMP AND timestamp < $ends::TIMESTAMP
GROUP BY 1
ORDER BY 1
