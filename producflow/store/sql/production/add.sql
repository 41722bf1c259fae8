-- Add one production record and tell its id; quantities [units], downtime and planned time [min].
INSERT INTO production_records (
    equipment_id, date, shift, product, output_quantity, defect_quantity, downtime_minutes, planned_minutes,
    efficiency_percentage, planned_shared
)
VALUES (
    $equipment_id, $date, $shift, $product, $output_quantity, $defect_quantity, $downtime_minutes, $planned_minutes,
    $efficiency_percentage, $planned_shared
)
RETURNING id
