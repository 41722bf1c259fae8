-- Note that an import was taken back, when and by whom, and how many of its rows are kept. rows_kept [rows]
UPDATE import_batches
SET undone_at = now()::TIMESTAMP, undone_by = $user_id, rows_kept = $rows_kept, undo_read_at = NULL
WHERE id = $batch_id
