-- Whose rows does the plan change? Machines to be created have negative numbers. Grain: one row per machine.
SELECT DISTINCT equipment_id FROM import_plan WHERE action IN ('add', 'update') ORDER BY equipment_id
