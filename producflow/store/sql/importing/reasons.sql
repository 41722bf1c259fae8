-- Why are rows rejected? Grain: one row per column and reason, the $rows most frequent. rows [rows]
SELECT column_name, reason, count(*)::BIGINT AS rows, min(line) // $stride AS first_line
FROM import_rejected
GROUP BY column_name, reason
ORDER BY rows DESC, first_line
LIMIT $rows
