-- Which alerts of some machines do faults of their sensors explain? Grain: one row per alert of readings that stands or began
-- since $since, of which something else is kept. explained: each reading while it stood is one that tells of the sensor only.
-- What a person opened again is theirs.
WITH faults AS (
    SELECT * REPLACE (
        coalesce(ended_at, 'infinity'::TIMESTAMP) AS ended_at, coalesce(low, '-infinity'::DOUBLE) AS low,
        coalesce(high, 'infinity'::DOUBLE) AS high
    )
    FROM sensor_faults
    WHERE explains AND list_contains($machines::BIGINT[], equipment_id)
), asked AS (
    SELECT id, equipment_id, sensor_type, started_at, coalesce(ended_at, 'infinity'::TIMESTAMP) AS ends, suppressed_by
    FROM maintenance_alerts
    WHERE list_contains($machines::BIGINT[], equipment_id) AND sensor_type IS NOT NULL AND started_at >= raw_kept_from()
        AND reopened_at IS NULL AND suppressed_by IS DISTINCT FROM 'stop'
        AND (status <> 'resolved' OR started_at >= $since::TIMESTAMP)
), begun_in_one AS (
    -- One that began outside of every fault is not explained, whatever its readings are: they need not be read.
    SELECT a.* FROM asked a
    SEMI JOIN faults f
        ON f.equipment_id = a.equipment_id AND f.sensor_type = a.sensor_type
        AND f.started_at <= a.started_at AND f.ended_at >= a.started_at
), counted AS (
    SELECT
        a.id, count(*) AS readings,
        count(*) FILTER (EXISTS (
            SELECT 1 FROM faults f
            WHERE f.equipment_id = r.equipment_id AND f.sensor_type = r.sensor_type AND r.timestamp >= f.started_at
                AND r.timestamp <= f.ended_at AND r.value >= f.low AND r.value <= f.high
        )) AS of_sensor
    FROM begun_in_one a
    JOIN sensor_readings r
        ON r.equipment_id = a.equipment_id AND r.sensor_type = a.sensor_type
        AND r.timestamp >= a.started_at AND r.timestamp < a.ends
    GROUP BY a.id
)
SELECT a.id, coalesce(c.readings = c.of_sensor, FALSE) AS explained
FROM asked a
LEFT JOIN counted c USING (id)
WHERE coalesce(c.readings = c.of_sensor, FALSE) <> (a.suppressed_by IS NOT DISTINCT FROM 'sensor')
ORDER BY a.id
