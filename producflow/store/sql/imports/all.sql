-- Which imports were there, by whom, and what became of their rows? Grain: one row per import, newest first. rows_* [rows]
SELECT
    b.*,
    u.full_name AS user_name,
    coalesce(w.full_name, CASE WHEN b.undone_at IS NOT NULL THEN 'Command line' END) AS undone_by_name,
    coalesce(r.full_name, CASE WHEN b.redone_at IS NOT NULL THEN 'Command line' END) AS redone_by_name,
    CASE
        WHEN b.kind = 'equipment' THEN 0
        ELSE (SELECT count(*)::BIGINT FROM equipment e WHERE e.batch_id = b.id)
    END AS machines_created
FROM import_batches b
LEFT JOIN users u ON u.id = b.user_id
LEFT JOIN users w ON w.id = b.undone_by
LEFT JOIN users r ON r.id = b.redone_by
WHERE $batch_id::BIGINT IS NULL OR b.id = $batch_id
ORDER BY b.id DESC
