-- What did each sensor of some machines say last? Grain: one row per machine and sensor type; value in `unit`.
-- Reads sensor_latest of $machines.
SELECT equipment_id, sensor_type, timestamp, value, unit, status
FROM latest_believed()
WHERE list_contains($machines::BIGINT[], equipment_id)
ORDER BY equipment_id, sensor_type
