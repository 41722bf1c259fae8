-- Forget the hourly sums in whose place the staged ones `settled` come; $from bounds the scan [UTC].
-- Writes sensor_hourly of settled.equipment_id from settled.hour.
DELETE FROM sensor_hourly
WHERE hour >= $from::TIMESTAMP
    AND (equipment_id, sensor_type, hour) IN (SELECT (equipment_id, sensor_type, hour) FROM settled)
