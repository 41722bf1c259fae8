-- Which goal has this natural key? Grain: one row or none; value in the metric's unit.
SELECT *
FROM targets
WHERE metric = $metric
    AND scope = $scope
    AND equipment_type IS NOT DISTINCT FROM $equipment_type
    AND area IS NOT DISTINCT FROM $area
    AND production_line IS NOT DISTINCT FROM $production_line
    AND equipment_id IS NOT DISTINCT FROM $equipment_id
    AND shift IS NOT DISTINCT FROM $shift
    AND valid_from = $valid_from
