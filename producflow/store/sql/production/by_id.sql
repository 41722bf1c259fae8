-- Which production record is this? Grain: one row or none; quantities [units], downtime and planned time [min].
SELECT id, equipment_id, date, shift, product, output_quantity, defect_quantity, downtime_minutes, planned_minutes,
       efficiency_percentage, planned_shared, batch_id, origin, created_at, updated_at
FROM production_records
WHERE id = $record_id
