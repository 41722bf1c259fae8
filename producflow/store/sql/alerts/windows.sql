-- Around what changed, between which hours can an episode have changed too? A reading back inside by the deadband ends
-- every episode, so nothing before the nearest hour that surely has one, and nothing after it, is affected.
-- Grain: one row per staged row of `pairs`. opens, closes: start of those hours [UTC]; missing: from the very
-- first reading, to the newest.
-- An hour surely has a reading inside if its lowest or its highest one is.
SELECT
    p.pair,
    max(h.hour) FILTER (WHERE h.hour < date_trunc('hour', p."first") AND surely_inside) AS opens,
    min(h.hour) FILTER (WHERE h.hour > date_trunc('hour', p."last") AND surely_inside) AS closes
FROM pairs AS p
LEFT JOIN (
    SELECT
        q.pair, r.hour,
        r.minimum BETWEEN q.inside_low AND q.inside_high OR r.maximum BETWEEN q.inside_low AND q.inside_high
            AS surely_inside
    FROM pairs AS q
    JOIN sensor_hourly AS r USING (equipment_id, sensor_type)
) AS h ON h.pair = p.pair
GROUP BY p.pair
ORDER BY p.pair
