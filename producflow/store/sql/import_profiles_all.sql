-- Which import profiles are there? Grain: one row per profile, by name; mapping is JSON.
SELECT * FROM import_profiles ORDER BY name
