-- Which of the staged `incoming` readings meet a stored one of the same machine, sensor type and instant?
-- Grain: one row per staged row that does; number: its place; stored_value [the sensor's unit].
-- $first and $last bound the scan [UTC].
SELECT i.number, r.value AS stored_value
FROM incoming AS i
JOIN sensor_readings AS r USING (equipment_id, sensor_type, timestamp)
WHERE r.timestamp BETWEEN $first::TIMESTAMP AND $last::TIMESTAMP
ORDER BY i.number
