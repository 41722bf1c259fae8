-- Sum up the `judged` readings of a lake by the hour. Written so that DuckDB, Spark and Sail all read it.
-- Grain: one row per machine, sensor type and UTC hour with readings; n_rows [rows of files, repeated ones included];
-- newest, newest_value, newest_unit: the last reading of the hour.
-- A reading that is said twice counts once; of two values at one instant nobody can say which is right, so neither counts.
WITH met AS (
    SELECT equipment, sensor_type, timestamp, min(value) AS low, max(value) AS high, min(unit) AS unit,
           min(status) AS status, count(*) AS n_rows
    FROM judged
    GROUP BY equipment, sensor_type, timestamp
), readings AS (
    SELECT equipment, sensor_type, timestamp, low AS value, unit, status, n_rows FROM met WHERE low = high
)
SELECT
    equipment,
    sensor_type,
    date_trunc('hour', timestamp) AS hour,
    -- Here stands readings/sums.
    ,
    sum(n_rows) AS n_rows,
    max(timestamp) AS newest,
    max_by(value, timestamp) AS newest_value,
    max_by(unit, timestamp) AS newest_unit
FROM readings
GROUP BY equipment, sensor_type, date_trunc('hour', timestamp)
