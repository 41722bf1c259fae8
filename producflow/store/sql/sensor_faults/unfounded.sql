-- Which stretches of some machines have lost the readings that they were found in, corrected or taken back since? Grain: one row
-- per stretch. Of those that are told by a value, and begin where single readings are kept.
SELECT f.id
FROM sensor_faults f
ANTI JOIN (
    SELECT equipment_id, sensor_type, timestamp, value FROM sensor_readings
    WHERE list_contains($machines::BIGINT[], equipment_id)
        AND timestamp IN (
            SELECT started_at FROM sensor_faults WHERE list_contains($machines::BIGINT[], equipment_id) AND low IS NOT NULL AND low = high
        )
) r ON r.equipment_id = f.equipment_id AND r.sensor_type = f.sensor_type AND r.timestamp = f.started_at AND r.value = f.low
WHERE list_contains($machines::BIGINT[], f.equipment_id) AND f.low IS NOT NULL AND f.low = f.high AND f.started_at >= raw_kept_from()
