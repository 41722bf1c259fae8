-- Which hours must be read to find the episodes again? Those in which some reading is not safely inside, and the next one
-- with readings after each, which tells the end; none for a sensor without any reading beyond its limits.
-- Grain: one row per staged row of `windows` and UTC hour. n [readings].
SELECT w.pair, w.equipment_id, w.sensor_type, h.hour, h.n
FROM windows AS w
JOIN sensor_hourly AS h
    ON h.equipment_id = w.equipment_id AND h.sensor_type = w.sensor_type
    AND h.hour >= greatest(coalesce(w.opens, h.hour), raw_kept_from()) AND h.hour <= coalesce(w.closes, h.hour)
QUALIFY
    bool_or(h.minimum < w.beyond_low OR h.maximum > w.beyond_high) OVER (PARTITION BY w.pair)
    AND (
        h.minimum < w.inside_low OR h.maximum > w.inside_high
        OR lag(h.minimum < w.inside_low OR h.maximum > w.inside_high, 1, false)
            OVER (PARTITION BY w.pair ORDER BY h.hour)
    )
ORDER BY w.pair, h.hour
