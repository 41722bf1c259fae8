-- Put the numbers of the machines that were created into the plan.
UPDATE import_plan
SET equipment_id = e.id
FROM import_machines m
JOIN equipment e ON e.name = m.name
WHERE m.equipment_id = import_plan.equipment_id AND m.equipment_id < 0
