-- Note that an import was taken back, when and by whom.
UPDATE import_batches SET undone_at = now()::TIMESTAMP, undone_by = $user_id WHERE id = $batch_id
