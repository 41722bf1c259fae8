-- The last entry of before an instant that none of before stands behind, and how many end with it. Grain: one row, or none.
SELECT id, "at", hash, count(*) OVER ()::BIGINT AS entries
FROM audit_log
WHERE id < coalesce((SELECT min(id) FROM audit_log WHERE "at" >= $before), 9223372036854775807)
ORDER BY id DESC
LIMIT 1
