-- In which clock hours did any reading of some machines come in? Grain: one row per UTC hour.
-- Reads sensor_hourly of $machines before $ends.
SELECT DISTINCT h.hour
FROM sensor_hourly AS h
WHERE h.hour >= date_trunc('hour', $starts::TIMESTAMP) AND h.hour < $ends::TIMESTAMP
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], h.equipment_id))
ORDER BY h.hour
