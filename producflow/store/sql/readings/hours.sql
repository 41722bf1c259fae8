-- Hourly sums of a sensor in a span, summed up further. Grain: one row per bucket of $hours hours with readings;
-- timestamp: its start [UTC]; total, minimum, maximum [the sensor's unit], n [readings].
-- Reads sensor_hourly of $equipment_id before $ends.
SELECT
    time_bucket(to_hours($hours), hour) AS timestamp,
    sum(n)::BIGINT AS n,
    sum(total) AS total,
    min(minimum) AS minimum,
    max(maximum) AS maximum
FROM sensor_hourly
WHERE equipment_id = $equipment_id AND sensor_type = $sensor_type
    AND hour >= date_trunc('hour', $starts::TIMESTAMP) AND hour < $ends::TIMESTAMP
GROUP BY 1
ORDER BY 1
