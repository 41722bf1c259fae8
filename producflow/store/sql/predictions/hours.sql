-- Hourly means of machines that have several sensors, in a span, where these can be believed and outside of the staged `stops`
-- (equipment_id, started_at, ended_at). Grain: one row per sensor and UTC hour with readings; value [the sensor's unit].
WITH stopped AS (
    SELECT DISTINCT
        equipment_id,
        unnest(range(date_trunc('hour', started_at), ended_at, INTERVAL 1 HOUR)) AS hour
    FROM stops
), doubted AS (
    -- Here stands predictions/doubted.
)
SELECT h.equipment_id, h.sensor_type, h.hour, h.total / h.n AS value
FROM sensor_hourly h
ANTI JOIN stopped s ON s.equipment_id = h.equipment_id AND s.hour = h.hour
ANTI JOIN doubted d ON d.equipment_id = h.equipment_id AND d.sensor_type = h.sensor_type AND d.hour = h.hour
WHERE list_contains($machines::BIGINT[], h.equipment_id) AND h.hour >= $starts::TIMESTAMP AND h.hour < $ends::TIMESTAMP
ORDER BY h.equipment_id, h.sensor_type, h.hour
