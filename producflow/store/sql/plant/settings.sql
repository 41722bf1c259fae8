-- Which plant settings have been set? Grain: one row per setting; value is JSON.
SELECT name, value FROM plant_settings ORDER BY name
