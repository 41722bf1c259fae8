-- One machine. Grain: one row or none. capacity [good units per 480 min], health_score [0-100].
SELECT * FROM equipment WHERE id = $id
