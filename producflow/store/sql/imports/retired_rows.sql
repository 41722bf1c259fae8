-- How many readings of an import were removed by age? Grain: one row. rows_removed [rows].
SELECT coalesce(sum(rows_removed), 0)::BIGINT AS rows_removed FROM import_retired WHERE batch_id = $batch_id
