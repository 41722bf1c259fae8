-- Keep a change of limits. Grain: its id.
INSERT INTO threshold_changes (sensor_type, equipment_id, before, after, user_id)
VALUES ($sensor_type, $equipment_id, $before, $after, $user_id)
RETURNING id
