-- What was a machine doing? Grain: one row per interval, in the order of their starts.
SELECT started_at, ended_at, state, reason, product, output_quantity, defect_quantity
FROM state_intervals
WHERE equipment_id = $machine
ORDER BY started_at, product, producing
