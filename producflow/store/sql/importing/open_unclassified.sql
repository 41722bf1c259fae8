-- Find the readings to be written that are beyond a limit: only those are looked at one by one.
-- Grain: one row per reading.
CREATE TEMP TABLE import_unclassified AS
SELECT row_number() OVER () AS position, line, equipment_id, sensor_type, value
FROM import_plan
JOIN import_inside i USING (equipment_id, sensor_type)
WHERE action IN ('add', 'update') AND value NOT BETWEEN i.low AND i.high
