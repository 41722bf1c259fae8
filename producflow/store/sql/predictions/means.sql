-- Means of sensors over some hours while their machine ran. Grain: one row per sensor of the machines and stretch of $hours
-- hours with readings; timestamp: its start [UTC], value [the sensor's unit; missing: all are left out], left_out [readings]: in
-- hours in which the sensor cannot be believed. Hours within one of the staged `stops`
-- (equipment_id, started_at, ended_at) are left out.
WITH stopped AS (
    SELECT DISTINCT
        equipment_id,
        unnest(range(
            date_trunc('hour', started_at + INTERVAL 1 HOUR - INTERVAL 1 MICROSECOND),
            date_trunc('hour', ended_at),
            INTERVAL 1 HOUR
        )) AS hour
    FROM stops
), doubted AS (
    -- Here stands predictions/doubted.
)
SELECT
    h.equipment_id, h.sensor_type, time_bucket(to_hours($hours), h.hour) AS timestamp,
    sum(h.total) FILTER (d.hour IS NULL) / sum(h.n) FILTER (d.hour IS NULL) AS value,
    coalesce(sum(h.n) FILTER (d.hour IS NOT NULL), 0)::BIGINT AS left_out
FROM sensor_hourly h
LEFT JOIN doubted d ON d.equipment_id = h.equipment_id AND d.sensor_type = h.sensor_type AND d.hour = h.hour
ANTI JOIN stopped s ON s.equipment_id = h.equipment_id AND s.hour = h.hour
WHERE list_contains($machines::BIGINT[], h.equipment_id)
    AND h.hour >= $starts::TIMESTAMP AND h.hour < $ends::TIMESTAMP
GROUP BY ALL
ORDER BY h.equipment_id, h.sensor_type, timestamp
