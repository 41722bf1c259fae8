-- Is a machine read from a lake, and where do its raw readings lie? Grain: one row or none.
SELECT m.plant, m.name, m.stated, p.raw, p.limits
FROM lake_machines AS m
JOIN lake_plants AS p ON p.name = m.plant
WHERE m.equipment_id = $equipment_id
