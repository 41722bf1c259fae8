-- Which machines are there? Grain: one row per machine. capacity [good units per 480 min], health_score [0-100].
SELECT * FROM equipment ORDER BY name
