-- Around what changed, between which hours can an episode have changed too? Readings back inside by the deadband for as long
-- as the off-delay asks end every episode, so nothing before the nearest hour by which they surely have, and nothing after
-- it, is affected.
-- Grain: one row per staged row of `pairs`. opens, closes: start of those hours [UTC]; missing: from the very
-- first reading, to the newest.
-- An hour surely has a reading inside if its lowest or its highest one is; all of them are if both are. calm_since: the
-- first of the hours in a row, on the same side of what changed, that have none but such.
WITH sides AS (
    SELECT
        p.pair, p.off_delay, r.hour, r.hour < date_trunc('hour', p."first") AS earlier,
        r.minimum BETWEEN p.inside_low AND p.inside_high OR r.maximum BETWEEN p.inside_low AND p.inside_high
            AS surely_inside,
        r.minimum >= p.inside_low AND r.maximum <= p.inside_high AS all_inside
    FROM pairs AS p
    JOIN sensor_hourly AS r USING (equipment_id, sensor_type)
    WHERE r.hour < date_trunc('hour', p."first") OR r.hour > date_trunc('hour', p."last")
), rows_of_calm AS (
    SELECT *, count(*) FILTER (NOT all_inside) OVER (PARTITION BY pair, earlier ORDER BY hour) AS calm
    FROM sides
), edges AS (
    SELECT
        *,
        CASE
            WHEN off_delay = 0 THEN surely_inside
            ELSE all_inside AND hour >= to_seconds(off_delay) + INTERVAL 1 HOUR
                + min(hour) FILTER (all_inside) OVER (PARTITION BY pair, earlier, calm)
        END AS ended
    FROM rows_of_calm
)
SELECT
    p.pair,
    max(e.hour) FILTER (e.earlier AND e.ended) AS opens,
    min(e.hour) FILTER (NOT e.earlier AND e.ended) AS closes
FROM pairs AS p
LEFT JOIN edges AS e ON e.pair = p.pair
GROUP BY p.pair
ORDER BY p.pair
