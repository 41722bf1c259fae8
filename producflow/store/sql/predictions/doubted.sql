-- Hours in which sensors of the machines cannot be believed, up to an instant. Grain: one row per sensor and UTC hour.
SELECT DISTINCT
    equipment_id, sensor_type,
    unnest(range(
        date_trunc('hour', started_at), least(coalesce(ended_at, $ends::TIMESTAMP), $ends::TIMESTAMP) + INTERVAL 1 MICROSECOND,
        INTERVAL 1 HOUR
    )) AS hour
FROM sensor_faults
WHERE left_out AND list_contains($machines::BIGINT[], equipment_id)
