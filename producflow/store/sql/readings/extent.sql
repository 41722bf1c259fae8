-- How many readings does a sensor have in the hours that a span touches? Grain: one row. n [readings].
-- Reads sensor_hourly of $equipment_id before $ends.
SELECT coalesce(sum(n), 0)::BIGINT AS n
FROM sensor_hourly
WHERE equipment_id = $equipment_id AND sensor_type = $sensor_type
    AND hour >= date_trunc('hour', $starts::TIMESTAMP) AND hour < $ends::TIMESTAMP
