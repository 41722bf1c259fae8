-- Which import profile has this name? Grain: one row per profile; mapping is JSON.
SELECT * FROM import_profiles WHERE name = $name
