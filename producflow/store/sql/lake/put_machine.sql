-- Note that a machine is read from a lake, and how raw files spell it.
INSERT INTO lake_machines (equipment_id, plant, name, stated) VALUES ($equipment_id, $plant, $name, $stated)
ON CONFLICT (equipment_id) DO UPDATE SET stated = excluded.stated
