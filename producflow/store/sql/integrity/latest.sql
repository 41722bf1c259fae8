-- Which latest readings are not the newest ones? Grain: one row per machine and sensor type.
WITH newest AS (
    SELECT equipment_id, sensor_type, max(timestamp) AS timestamp, max_by(value, timestamp) AS value,
           max_by(status, timestamp) AS status
    FROM sensor_readings
    WHERE (equipment_id, timestamp::DATE) NOT IN (SELECT (equipment_id, day) FROM lake_spans)
    GROUP BY ALL
)
SELECT equipment_id, sensor_type
FROM newest FULL JOIN (  -- those of a lake rest on its hours
    FROM sensor_latest WHERE (equipment_id, timestamp::DATE) NOT IN (SELECT (equipment_id, day) FROM lake_spans)
) AS kept USING (equipment_id, sensor_type)
-- Readings of the last seconds are looked at later.
ANTI JOIN (SELECT DISTINCT equipment_id, sensor_type FROM readings_touched) USING (equipment_id, sensor_type)
WHERE (newest.timestamp, newest.value, newest.status) IS DISTINCT FROM (kept.timestamp, kept.value, kept.status)
ORDER BY ALL
