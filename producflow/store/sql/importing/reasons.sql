-- Why are rows rejected? Grain: one row per column and kind of reason, the $rows most frequent, with the commonest values of
-- each. rows [rows]
WITH told AS (
    SELECT column_name, reason, value, kind_of_reason(reason) AS kind, count(*)::BIGINT AS n, min(line) AS first_line
    FROM import_rejected
    GROUP BY column_name, reason, value
)
SELECT
    column_name, kind, sum(n)::BIGINT AS rows, min(first_line) // $stride AS first_line,
    reason_with_others(
        first(reason ORDER BY n DESC, first_line),
        list('“' || left(coalesce(value, ''), 60) || '” (' || n || ')' ORDER BY n DESC, first_line)[2:3],
        count(*) - 3
    ) AS reason
FROM told
GROUP BY column_name, kind
ORDER BY rows DESC, first_line
LIMIT $rows
