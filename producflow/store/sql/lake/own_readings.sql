-- Single readings of a span, as they go to a lake. Grain: one row per reading; timestamp [UTC], value [unit].
SELECT e.name AS equipment, r.sensor_type, r.timestamp, r.value, r.unit
FROM sensor_readings AS r
JOIN equipment AS e ON e.id = r.equipment_id
WHERE r.timestamp >= $starts::TIMESTAMP AND r.timestamp < $ends::TIMESTAMP
ORDER BY e.name, r.sensor_type, r.timestamp
