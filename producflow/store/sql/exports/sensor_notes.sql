-- All stretches in which a sensor cannot be believed, narrowed where a filter is given. Grain: one row per stretch.
-- low, high [the sensor's unit].
SELECT id, equipment_id, equipment, sensor_type, kind, started_at, ended_at, low, high, left_out, explains, believed_at, words,
       created_at, updated_at
FROM sensor_faults
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($from::TIMESTAMP IS NULL OR started_at >= $from) AND ($to::TIMESTAMP IS NULL OR started_at <= $to)
ORDER BY id
