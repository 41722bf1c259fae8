-- Which sensors does the plan write to, from when to when? Grain: one row per machine and sensor type.
SELECT equipment_id, sensor_type, min(timestamp) AS first, max(timestamp) AS last
FROM import_plan
WHERE action IN ('add', 'update')
GROUP BY equipment_id, sensor_type
ORDER BY equipment_id, sensor_type, first, last
