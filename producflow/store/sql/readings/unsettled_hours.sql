-- What do the hours come to that hold readings which are not summed up yet, and can an episode have changed in them?
-- Grain: one row per machine, sensor type and such UTC hour, without sums where those stand whatever readings there are.
-- $from and $until bound the scan, see readings/touched_hours.
WITH touched AS (
    SELECT DISTINCT equipment_id, sensor_type, "first", "last" FROM readings_touched
), sums AS (
    -- Here stands readings/touched_hours.
)
SELECT
    t.equipment_id, t.sensor_type, t."first", t."last",
    s.* EXCLUDE (equipment_id, sensor_type),
    coalesce(s.n_warning + s.n_critical > 0, true) OR
    -- Here stands alerts/not_over.
    AS stirred
FROM touched AS t
LEFT JOIN sums AS s ON s.equipment_id = t.equipment_id AND s.sensor_type = t.sensor_type AND s.hour = t."first"
ORDER BY t."first", t.equipment_id, t.sensor_type
