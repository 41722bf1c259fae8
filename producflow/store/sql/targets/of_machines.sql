-- Which parts of the plant is each machine of? Grain: one row per machine; missing where nobody said.
SELECT id AS equipment_id, type AS equipment_type, area, production_line FROM equipment ORDER BY id
