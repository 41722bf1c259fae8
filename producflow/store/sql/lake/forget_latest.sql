-- Forget the latest readings of the `moved` sensors.
-- Writes sensor_latest of moved.equipment_id.
DELETE FROM sensor_latest WHERE (equipment_id, sensor_type) IN (SELECT (equipment_id, sensor_type) FROM moved)
