-- Where does each machine stand? Grain: one row per machine that has a location, by place and id.
SELECT id AS equipment_id, location FROM equipment WHERE location <> '' ORDER BY location, id
