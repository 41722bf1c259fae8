-- Which rows are rejected? Grain: one row per rejected row, the first $rows in the order of the file.
SELECT r.line // $stride AS line, column_name, value, reason, kind_of_reason(reason) AS kind, cells
FROM import_rejected r
ORDER BY r.line
LIMIT $rows
