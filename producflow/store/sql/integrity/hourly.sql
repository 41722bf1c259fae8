-- Which hours of the roll-up differ from the readings they sum up, where those are kept here?
-- Grain: one row per machine, sensor type and UTC hour.
WITH counted AS (
    SELECT equipment_id, sensor_type, date_trunc('hour', timestamp) AS hour,
    -- Here stands readings/sums.
    FROM sensor_readings
    WHERE timestamp >= raw_kept_from() AND (equipment_id, timestamp::DATE) NOT IN (SELECT (equipment_id, day) FROM lake_spans)
    GROUP BY ALL
)
SELECT equipment_id, sensor_type, hour
FROM counted FULL JOIN (
    FROM sensor_hourly
    WHERE hour >= raw_kept_from() AND (equipment_id, hour::DATE) NOT IN (SELECT (equipment_id, day) FROM lake_spans)
) AS kept USING (equipment_id, sensor_type, hour)
-- Readings of the last seconds are summed up later.
ANTI JOIN (SELECT equipment_id, sensor_type, "first" AS hour FROM readings_touched)
    USING (equipment_id, sensor_type, hour)
WHERE (counted.n, counted.minimum, counted.maximum, counted.n_warning, counted.n_critical, counted.n_unknown)
    IS DISTINCT FROM (kept.n, kept.minimum, kept.maximum, kept.n_warning, kept.n_critical, kept.n_unknown)
    -- Sums of the same values in another order differ in their last digits.
    OR abs(counted.total - kept.total) > 1e-9 * counted.n * greatest(abs(counted.minimum), abs(counted.maximum), 1)
ORDER BY ALL
