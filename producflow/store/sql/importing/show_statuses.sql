-- Let the plan show the status of each reading: that of its own, or that of all readings between the limits.
-- Grain: one row per reading.
CREATE TEMP VIEW import_plan AS
SELECT p.*, coalesce(s.status, i.status) AS status
FROM import_planned p
LEFT JOIN import_inside i USING (equipment_id, sensor_type)
LEFT JOIN import_statuses s USING (line)
