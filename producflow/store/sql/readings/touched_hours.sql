-- What the hours of the `touched` spans come to now. Grain: one row per machine, sensor type and UTC hour with readings;
-- total, minimum, maximum [the sensor's unit]. $from and $until bound the scan: whole hours, the end left out [UTC].
SELECT
    r.equipment_id,
    r.sensor_type,
    date_trunc('hour', r.timestamp) AS hour,
    -- Here stands readings/sums.
FROM sensor_readings AS r
JOIN touched AS t ON t.equipment_id = r.equipment_id AND t.sensor_type = r.sensor_type
WHERE r.timestamp >= $from::TIMESTAMP AND r.timestamp < $until::TIMESTAMP
    AND date_trunc('hour', r.timestamp) BETWEEN date_trunc('hour', t."first"::TIMESTAMP) AND t."last"::TIMESTAMP
    AND r.timestamp >= raw_kept_from()  -- sums whose readings are gone stay as they are, and so do those of a lake
    AND (r.equipment_id, r.timestamp::DATE) NOT IN (
        SELECT (equipment_id, day) FROM lake_spans WHERE day BETWEEN $from::TIMESTAMP::DATE AND $until::TIMESTAMP::DATE
    )
GROUP BY ALL
