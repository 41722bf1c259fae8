-- Which undone imports are kept for too long, or beyond how many rows are kept in all? Grain: one row per import.
SELECT id
FROM import_batches
WHERE undone_at IS NOT NULL AND rows_kept IS NOT NULL
QUALIFY undone_at < now()::TIMESTAMP - to_days($days)
     OR sum(rows_kept) OVER (ORDER BY undone_at DESC, id DESC ROWS UNBOUNDED PRECEDING) > $most
ORDER BY id
