-- Which limits hold for the sensors whose readings changed? The machine's own row wins over the plant's default.
-- Grain: one row per machine and sensor type in the staged rows `touched`. "first", "last": what changed [UTC].
-- Limits and deadband [the sensor's unit], delays [s]; all missing where nobody set any.
WITH pairs AS (
    SELECT equipment_id, sensor_type, min("first")::TIMESTAMP AS "first", max("last")::TIMESTAMP AS "last"
    FROM touched
    GROUP BY ALL
)
SELECT
    row_number() OVER (ORDER BY p.equipment_id, p.sensor_type) AS pair,
    p.*,
    t.warn_low, t.warn_high, t.crit_low, t.crit_high, t.deadband, t.delay, t.off_delay,
    coalesce(l.unit, t.unit) AS unit
FROM pairs AS p
LEFT JOIN thresholds AS t
    ON t.sensor_type = p.sensor_type AND (t.equipment_id = p.equipment_id OR t.equipment_id IS NULL)
LEFT JOIN sensor_latest AS l ON l.equipment_id = p.equipment_id AND l.sensor_type = p.sensor_type
QUALIFY row_number() OVER (PARTITION BY p.equipment_id, p.sensor_type ORDER BY t.equipment_id NULLS LAST) = 1
ORDER BY pair
