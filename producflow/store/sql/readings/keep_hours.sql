-- Keep the staged hourly sums `settled`. Grain: one row per machine, sensor type and UTC hour.
-- Writes sensor_hourly of settled.equipment_id from settled.hour.
INSERT INTO sensor_hourly BY NAME SELECT * FROM settled
