-- Which limits are set? Grain: one row per sensor type and machine (equipment_id missing: the plant's default).
-- Limits and deadband [`unit`, the sensor's], delay [s].
SELECT t.*, e.name AS machine
FROM thresholds AS t
LEFT JOIN equipment AS e ON e.id = t.equipment_id
ORDER BY t.sensor_type, e.name NULLS FIRST
