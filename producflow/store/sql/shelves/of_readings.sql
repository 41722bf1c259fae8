-- Which alerts that readings raised stand, and what are they held to be explained by? Grain: one row per alert.
-- of_sensor: whether the newest reading tells of the sensor only, by a fault of it that explains alarms and lasts.
SELECT a.id, a.equipment_id, a.started_at, a.suppressed_by, EXISTS (
    SELECT 1
    FROM sensor_latest l
    JOIN sensor_faults f USING (equipment_id, sensor_type)
    WHERE l.equipment_id = a.equipment_id AND l.sensor_type = a.sensor_type AND f.explains AND f.ended_at IS NULL
        AND l.value >= coalesce(f.low, '-infinity'::DOUBLE) AND l.value <= coalesce(f.high, 'infinity'::DOUBLE)
) AS of_sensor
FROM maintenance_alerts a
WHERE status <> 'resolved' AND sensor_type IS NOT NULL AND started_at IS NOT NULL
ORDER BY id
