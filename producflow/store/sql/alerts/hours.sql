-- Which hours must be read to find the episodes again? Those in which some reading is not safely inside, and the next one
-- with readings after each, which tells the end, or as many as the off-delay asks; none for a sensor without any reading
-- beyond its limits.
-- Grain: one row per staged row of `windows` and UTC hour. n [readings].
WITH known AS (
    SELECT
        w.pair, w.equipment_id, w.sensor_type, w.off_delay, h.hour, h.n,
        h.minimum < w.beyond_low OR h.maximum > w.beyond_high AS beyond,
        h.minimum < w.inside_low OR h.maximum > w.inside_high AS unsafe
    FROM windows AS w
    JOIN sensor_hourly AS h
        ON h.equipment_id = w.equipment_id AND h.sensor_type = w.sensor_type
        AND h.hour >= greatest(coalesce(w.opens, h.hour), raw_kept_from()) AND h.hour <= coalesce(w.closes, h.hour)
), in_order AS (
    SELECT
        *,
        lag(hour) OVER turn AS hour_before,
        lag(unsafe, 1, false) OVER turn AS unsafe_before,
        count(*) FILTER (unsafe) OVER turn AS calm
    FROM known
    WINDOW turn AS (PARTITION BY pair ORDER BY hour)
)
SELECT pair, equipment_id, sensor_type, hour, n
FROM in_order
QUALIFY
    bool_or(beyond) OVER (PARTITION BY pair)
    AND (
        unsafe OR unsafe_before
        OR off_delay > 0 AND calm > 0 AND hour_before < to_seconds(off_delay) + INTERVAL 1 HOUR
            + min(hour) FILTER (NOT unsafe) OVER (PARTITION BY pair, calm)
    )
ORDER BY pair, hour
