-- The table audit_log for other programs, one part after the other. Grain: one row per entry; before and after are JSON.
SELECT t.*
FROM audit_log AS t
WHERE t.id > $after_id
ORDER BY t.id
LIMIT $most
