-- How many rows were read, and what becomes of them? Grain: one row per outcome that some have. [rows]
SELECT action AS outcome, count(*) AS n FROM import_plan GROUP BY action
UNION ALL
SELECT 'read', count(*) FROM import_file
UNION ALL
SELECT 'read', count(*) FROM import_ragged
UNION ALL
SELECT 'duplicates', count(*) FROM import_duplicates
UNION ALL
SELECT 'rejected', count(*) FROM import_rejected
UNION ALL
SELECT 'left_out', count(*) FROM import_left_out
