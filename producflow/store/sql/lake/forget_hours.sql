-- Forget the hours of a plant's machines on some days. $from and $until bound the scan: whole days, the end left out [UTC].
-- Writes sensor_hourly of $machines from $from.
DELETE FROM sensor_hourly
WHERE list_contains($machines::BIGINT[], equipment_id) AND list_contains($days::DATE[], hour::DATE)
    AND hour >= $from::TIMESTAMP AND hour < $until::TIMESTAMP
