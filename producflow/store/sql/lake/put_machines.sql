-- Note that the staged `machines` are read from the lake, and how raw files spell each.
INSERT INTO lake_machines (equipment_id, plant, name, stated)
SELECT equipment_id, $plant, name, stated FROM machines
ON CONFLICT (equipment_id) DO UPDATE SET stated = excluded.stated
