-- Of which sensors of $machines may the newest reading change with the staged `hours`, which stand for all from $from until $until?
-- Of none whose newest one is later. Grain: one row per machine and sensor type.
SELECT equipment_id, sensor_type
FROM sensor_latest
WHERE list_contains($machines::BIGINT[], equipment_id) AND timestamp >= $from::TIMESTAMP AND timestamp < $until::TIMESTAMP
UNION
(
    SELECT equipment_id, sensor_type FROM hours
    EXCEPT
    SELECT equipment_id, sensor_type FROM sensor_latest WHERE timestamp >= $until::TIMESTAMP
)
