-- Which rows of an import repeat an earlier row of the same file? Grain: one row per repeating row, in the file's order.
SELECT line, same_as
FROM import_duplicate_rows
WHERE batch_id = $batch_id
ORDER BY line
