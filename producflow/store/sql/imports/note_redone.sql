-- Note that an undone import was brought back, when and by whom.
UPDATE import_batches
SET undone_at = NULL, undone_by = NULL, rows_kept = NULL, redone_at = now()::TIMESTAMP, redone_by = $user_id
WHERE id = $batch_id
