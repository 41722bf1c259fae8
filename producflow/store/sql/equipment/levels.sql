-- What is each machine called, and where does it belong? Grain: one row per machine, by name.
SELECT id, name, plant, area, production_line AS line FROM equipment ORDER BY name
