-- Store the staged `incoming` readings that are not stored yet, in time order, so that a span of time lies together.
-- Grain: one row: count stored. $first and $last bound the scan [UTC].
-- Writes sensor_readings of incoming.equipment_id from incoming.timestamp.
INSERT INTO sensor_readings (equipment_id, sensor_type, timestamp, value, unit, status, batch_id, source_line)
SELECT i.equipment_id, i.sensor_type, i.timestamp, i.value, i.unit, i.status, i.batch_id, i.source_line
FROM incoming AS i
ANTI JOIN (
    SELECT equipment_id, sensor_type, timestamp
    FROM sensor_readings
    WHERE timestamp BETWEEN $first::TIMESTAMP AND $last::TIMESTAMP
) AS r ON r.equipment_id = i.equipment_id AND r.sensor_type = i.sensor_type AND r.timestamp = i.timestamp
ORDER BY i.timestamp, i.equipment_id, i.sensor_type
