-- Of which type is each machine? Grain: one row per machine; type is missing where nobody said.
SELECT id AS equipment_id, type FROM equipment ORDER BY id
