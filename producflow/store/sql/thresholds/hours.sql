-- Hourly sums of a sensor type, of one machine or ($equipment_id missing) of all that have no limits of their own,
-- where the single readings are kept.
-- Grain: one row per machine and UTC hour. n [readings], minimum and maximum [the sensor's unit].
SELECT h.equipment_id, h.sensor_type, h.hour, h.n, h.minimum, h.maximum, h.n_warning, h.n_critical, h.n_unknown
FROM sensor_hourly AS h
WHERE h.sensor_type = $sensor_type
    AND h.hour >= raw_kept_from()
    AND ($equipment_id::BIGINT IS NULL OR h.equipment_id = $equipment_id)
    AND ($equipment_id::BIGINT IS NOT NULL OR h.equipment_id NOT IN (
        SELECT equipment_id FROM thresholds WHERE sensor_type = $sensor_type AND equipment_id IS NOT NULL
    ))
ORDER BY h.hour, h.equipment_id
