-- Change one production record; quantities [units], downtime and planned time [min].
-- What a person said stands, whatever machine states say later.
-- updated_at grows whatever the clock does, so that an undo can tell an edit.
UPDATE production_records
SET equipment_id = $equipment_id,
    date = $date,
    shift = $shift,
    product = $product,
    output_quantity = $output_quantity,
    defect_quantity = $defect_quantity,
    downtime_minutes = $downtime_minutes,
    planned_minutes = $planned_minutes,
    planned_shared = $planned_shared,
    efficiency_percentage = $efficiency_percentage,
    origin = NULL,
    updated_at = greatest(now()::TIMESTAMP, updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $record_id
