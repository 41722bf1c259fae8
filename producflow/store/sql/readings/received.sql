-- When did the newest single readings of a machine's sensor come in, and which times do they state? Grain: one row per reading,
-- in the order in which they came; only of the $most newest of all readings. Files bring their own past, and are left out.
-- Reads sensor_readings of $equipment_id before $ends.
SELECT timestamp, created_at
FROM sensor_readings
WHERE equipment_id = $equipment_id AND sensor_type = $sensor_type AND batch_id IS NULL
    AND id > (SELECT max(id) FROM sensor_readings) - $most
    AND created_at < $ends::TIMESTAMP
ORDER BY id DESC
LIMIT 100
