-- What becomes of the kept rows? Grain: one row. [rows]
SELECT
    count(*) FILTER (action = 'add') AS added,
    count(*) FILTER (action = 'update') AS updated,
    count(*) FILTER (action = 'unchanged') AS unchanged,
    count(*) FILTER (action NOT IN ('add', 'update', 'unchanged')) AS rejected
FROM import_plan
