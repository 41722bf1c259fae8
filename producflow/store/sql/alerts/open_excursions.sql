-- Which sensors are beyond their limits now, and since when? Grain: one row per machine and sensor type. since [UTC];
-- critical_since [UTC]: when it last passed a critical limit on the way, missing where it did not.
-- One alert may have followed another as the excursion went on. One that a person closed has no end, so the newest
-- reading must say that it lasts: its sensor is among $machines and $sensor_types, which are beyond a limit by theirs.
WITH RECURSIVE beyond AS (
    SELECT unnest($machines::BIGINT[]) AS equipment_id, unnest($sensor_types::VARCHAR[]) AS sensor_type
), lasting AS (
    SELECT a.equipment_id, a.sensor_type, max(a.started_at) AS since, arg_max(a.type, a.started_at) AS type
    FROM maintenance_alerts AS a
    WHERE a.sensor_type IS NOT NULL AND a.ended_at IS NULL AND a.started_at IS NOT NULL
        AND (NOT a.closed OR (a.equipment_id, a.sensor_type) IN (SELECT (equipment_id, sensor_type) FROM beyond))
    GROUP BY ALL
    UNION ALL
    SELECT n.equipment_id, n.sensor_type, a.started_at, a.type
    FROM lasting AS n
    JOIN maintenance_alerts AS a
        ON a.equipment_id = n.equipment_id AND a.sensor_type = n.sensor_type AND a.ended_at = n.since
        AND a.started_at < n.since
)
SELECT
    equipment_id, sensor_type, min(since) AS since, max(since) FILTER (type = 'emergency') AS critical_since
FROM lasting
GROUP BY ALL
ORDER BY ALL
