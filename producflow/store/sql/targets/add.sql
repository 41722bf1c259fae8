-- Set a goal. Grain: the new row.
INSERT INTO targets (metric, scope, equipment_type, area, production_line, equipment_id, shift, value, valid_from, user_id)
VALUES ($metric, $scope, $equipment_type, $area, $production_line, $equipment_id, $shift, $value, $valid_from, $user_id)
RETURNING *
