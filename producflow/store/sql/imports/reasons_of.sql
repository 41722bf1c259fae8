-- Why were rows of these imports rejected? Grain: one row per import, column and reason, the most frequent first. rows [rows]
SELECT batch_id, column_name, reason, count(*)::BIGINT AS rows, min(line) AS first_line
FROM import_rejects
WHERE list_contains($batch_ids::BIGINT[], batch_id)
GROUP BY batch_id, column_name, reason
QUALIFY row_number() OVER (PARTITION BY batch_id ORDER BY count(*) DESC, min(line)) <= $most
ORDER BY batch_id, rows DESC, first_line
