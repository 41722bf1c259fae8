-- Means of sensors over some hours while their machine ran. Grain: one row per sensor of the machines and stretch of $hours
-- hours with readings; timestamp: its start [UTC], value [the sensor's unit]. Hours within a stop are left out; of a stop
-- whose end nobody reported it is not known which these are.
WITH stopped AS (
    SELECT DISTINCT
        equipment_id,
        unnest(range(
            date_trunc('hour', started_at + INTERVAL 1 HOUR - INTERVAL 1 MICROSECOND),
            date_trunc('hour', ended_at),
            INTERVAL 1 HOUR
        )) AS hour
    FROM downtime_events
    WHERE started_at < $ends::TIMESTAMP AND ended_at IS NOT NULL
        AND list_contains($machines::BIGINT[], equipment_id)
)
SELECT h.equipment_id, h.sensor_type, time_bucket(to_hours($hours), h.hour) AS timestamp, sum(h.total) / sum(h.n) AS value
FROM sensor_hourly h
ANTI JOIN stopped s ON s.equipment_id = h.equipment_id AND s.hour = h.hour
WHERE list_contains($machines::BIGINT[], h.equipment_id)
    AND h.hour < $ends::TIMESTAMP
GROUP BY ALL
ORDER BY h.equipment_id, h.sensor_type, timestamp
