-- Which imports of this person did somebody else take back, and they have not read so? Grain: one row per import, the
-- newest first.
SELECT b.id, b.file_name, b.undone_at, coalesce(u.full_name, 'the command line') AS undone_by
FROM import_batches b
LEFT JOIN users u ON u.id = b.undone_by
WHERE b.user_id = $user_id AND b.undone_at IS NOT NULL AND b.undone_by IS DISTINCT FROM b.user_id
  AND b.undo_read_at IS NULL
ORDER BY b.undone_at DESC
