-- The table equipment for other programs, one part after the other. Grain: one row per machine; capacity [good units per 480 min], health_score [0-100].
SELECT t.*
FROM equipment AS t
WHERE t.id > $after_id
ORDER BY t.id
LIMIT $most
