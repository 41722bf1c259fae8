-- Which rows repeat an earlier one? Grain: one row per repeat, the first $rows in the order of the file.
SELECT d.line // $stride AS line, same_as // $stride AS same_as, rejected
FROM import_duplicates d
ORDER BY d.line
LIMIT $rows
