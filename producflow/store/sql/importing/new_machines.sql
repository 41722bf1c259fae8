-- Which machines does the import create? Grain: one row per machine, with the line that first names it.
SELECT name, line // $stride AS line
FROM import_machines
WHERE equipment_id < 0 AND equipment_id IN (SELECT equipment_id FROM import_plan WHERE action IN ('add', 'update'))
ORDER BY line
