-- Which of the `judged` readings (each with the file and row that says it) say two values for one instant of a sensor?
-- Grain: one row per such row; here: its value; there: the other one, and a row that says so [the sensor's unit].
WITH kept AS MATERIALIZED (FROM judged), met AS (
    SELECT equipment, sensor_type, timestamp, min(value) AS low, max(value) AS high,
           arg_min({'file': file, 'row': "row"}, value) AS lowest, arg_max({'file': file, 'row': "row"}, value) AS highest
    FROM kept
    GROUP BY ALL
    HAVING low < high
), own AS (
    SELECT j.file, j."row", j.value AS here,
           CASE WHEN j.value = m.low THEN m.high ELSE m.low END AS there,
           CASE WHEN j.value = m.low THEN m.highest ELSE m.lowest END AS other
    FROM kept AS j
    JOIN met AS m USING (equipment, sensor_type, timestamp)
)
SELECT file, "row", here, there, other.file AS other_file, other."row" AS other_row
FROM own
ORDER BY file, "row"
LIMIT $most
