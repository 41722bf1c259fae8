-- Keep the staged readings `settled`. Grain: one row per machine and sensor type; value [`unit`].
-- Writes sensor_latest of settled.equipment_id.
INSERT INTO sensor_latest BY NAME SELECT * FROM settled
