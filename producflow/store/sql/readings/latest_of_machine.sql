-- What did each sensor of a machine say last? Grain: one row per sensor type; value in `unit`.
-- Reads sensor_latest of $equipment_id.
SELECT equipment_id, sensor_type, timestamp, value, unit, status
FROM sensor_latest
WHERE equipment_id = $equipment_id
ORDER BY sensor_type
