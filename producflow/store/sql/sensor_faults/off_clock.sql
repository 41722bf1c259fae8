-- Which machines sent single readings of late that state a time more than an hour off? Grain: one row per machine. Only of the $most
-- newest of all readings; files bring their own past, and are left out.
SELECT DISTINCT equipment_id
FROM sensor_readings
WHERE batch_id IS NULL AND id > (SELECT max(id) FROM sensor_readings) - $most
    AND list_contains($machines::BIGINT[], equipment_id)
    AND abs(epoch(created_at) - epoch(timestamp)) > 3600
ORDER BY equipment_id
