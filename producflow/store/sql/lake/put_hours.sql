-- Take in the staged `hours` of a lake, which come in the order in which they are to lie: by the hour.
-- Grain: one row per machine, sensor type and UTC hour.
INSERT INTO sensor_hourly
SELECT equipment_id, sensor_type, hour, n, total, minimum, maximum, n_warning, n_critical, n_unknown
FROM hours
