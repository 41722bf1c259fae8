-- Forget the latest readings in whose place the staged ones `settled` come.
-- Writes sensor_latest of settled.equipment_id.
DELETE FROM sensor_latest
WHERE (equipment_id, sensor_type) IN (SELECT (equipment_id, sensor_type) FROM settled)
