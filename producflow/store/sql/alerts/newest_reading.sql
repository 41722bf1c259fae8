-- What did a sensor show last? Its roll-up may lag behind by a second, so the readings themselves are asked, from the
-- newest hour on. Grain: one row or none. value [the sensor's unit].
SELECT timestamp, value, unit, status
FROM sensor_readings
WHERE equipment_id = $equipment_id AND sensor_type = $sensor_type
    AND timestamp >= coalesce(
        (SELECT max(hour) FROM sensor_hourly WHERE equipment_id = $equipment_id AND sensor_type = $sensor_type),
        TIMESTAMP '0001-01-01'
    )
ORDER BY timestamp DESC
LIMIT 1
