-- Forget the latest readings of some machines, but for those of sensors that were read here after the lake's last day.
-- Writes sensor_latest of $machines.
DELETE FROM sensor_latest
WHERE list_contains($machines::BIGINT[], equipment_id)
    AND (equipment_id, sensor_type) NOT IN (
        SELECT (unnest($own_machines::BIGINT[]), unnest($own_sensors::VARCHAR[]))
    )
