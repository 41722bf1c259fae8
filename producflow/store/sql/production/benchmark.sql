-- Every production record, as a first draft of a dashboard would fetch them (only benchmarks ask this).
-- Grain: one row per record. Quantities [units], minutes [min].
SELECT equipment_id, date, shift, output_quantity, defect_quantity, downtime_minutes, planned_minutes
FROM production_records
