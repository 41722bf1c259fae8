-- How many rows were read, and what becomes of them? A duplicate counts as unchanged too. Grain: one row. [rows]
SELECT
    (SELECT count(*) FROM import_file) + (SELECT count(*) FROM import_ragged) AS read,
    (SELECT count(*) FROM import_plan WHERE action = 'add') AS added,
    (SELECT count(*) FROM import_plan WHERE action = 'update') AS updated,
    (SELECT count(*) FROM import_plan WHERE action = 'unchanged')
    + (SELECT count(*) FROM import_duplicates) AS unchanged,
    (SELECT count(*) FROM import_duplicates) AS duplicates,
    (SELECT count(*) FROM import_rejected) AS rejected,
    (SELECT count(*) FROM import_left_out) AS left_out
