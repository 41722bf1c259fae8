-- Which rows of an import were rejected, and why? Grain: one row per rejected row, in the file's order; cells is JSON.
SELECT line, column_name, value, reason, cells
FROM import_rejects
WHERE batch_id = $batch_id
ORDER BY line
