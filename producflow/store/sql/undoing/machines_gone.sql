-- Which names of kept machines has no machine any more? Grain: one row per name.
SELECT name FROM redo_machines WHERE equipment_id IS NULL ORDER BY name
