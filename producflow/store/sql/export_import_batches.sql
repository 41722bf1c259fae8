-- The table import_batches for other programs, one part after the other. Grain: one row per import; rows [count].
SELECT t.*
FROM import_batches AS t
WHERE t.id > $after_id
ORDER BY t.id
LIMIT $most
