-- From which hour on must readings be read to find the $limit newest of a machine, those after $ends left out?
-- Grain: one row. An hour that $ends cuts, or that is not summed up yet, counts for nothing, so that the answer is
-- surely early enough.
WITH known AS (
    SELECT equipment_id, sensor_type, hour, n FROM sensor_hourly
    UNION ALL
    SELECT equipment_id, sensor_type, date_trunc('hour', first), 0 FROM readings_touched
), hours AS (
    SELECT hour, sum(CASE WHEN hour + INTERVAL 1 HOUR > $ends::TIMESTAMP THEN 0 ELSE n END) AS n
    FROM known
    WHERE equipment_id = $equipment_id
        AND ($sensor_type::VARCHAR IS NULL OR sensor_type = $sensor_type)
        AND ($ends::TIMESTAMP IS NULL OR hour <= $ends::TIMESTAMP)
    GROUP BY hour
), newer AS (
    SELECT hour, sum(n) OVER (ORDER BY hour DESC) - n AS n_newer FROM hours
)
SELECT min(hour) AS since FROM newer WHERE n_newer < $limit
