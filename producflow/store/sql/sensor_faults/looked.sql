-- Note until when the sensors of a machine have been looked at.
INSERT INTO sensor_looks (equipment_id, looked_until) VALUES ($equipment_id, $until)
ON CONFLICT (equipment_id) DO UPDATE SET looked_until = greatest(sensor_looks.looked_until, excluded.looked_until)
