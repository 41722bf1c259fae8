-- Why were rows of these imports rejected? Grain: one row per import, column and kind of reason, the $most most frequent
-- first, with the commonest values of each. rows [rows]
WITH told AS (
    SELECT batch_id, column_name, reason, value, kind_of_reason(reason) AS kind, count(*)::BIGINT AS n, min(line) AS first_line
    FROM import_rejects
    WHERE list_contains($batch_ids::BIGINT[], batch_id)
    GROUP BY batch_id, column_name, reason, value
)
SELECT
    batch_id, column_name, sum(n)::BIGINT AS rows, min(first_line) AS first_line,
    reason_with_others(
        first(reason ORDER BY n DESC, first_line),
        list('“' || left(coalesce(value, ''), 60) || '” (' || n || ')' ORDER BY n DESC, first_line)[2:3],
        count(*) - 3
    ) AS reason
FROM told
GROUP BY batch_id, column_name, kind
QUALIFY row_number() OVER (PARTITION BY batch_id ORDER BY sum(n) DESC, min(first_line)) <= $most
ORDER BY batch_id, rows DESC, first_line
