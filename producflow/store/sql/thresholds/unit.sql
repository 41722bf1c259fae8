-- In which unit does a sensor type come ($equipment_id missing: of any machine)? Grain: one row or none: the one read last.
SELECT unit
FROM sensor_latest
WHERE sensor_type = $sensor_type AND unit IS NOT NULL
    AND ($equipment_id::BIGINT IS NULL OR equipment_id = $equipment_id)
ORDER BY timestamp DESC
LIMIT 1
