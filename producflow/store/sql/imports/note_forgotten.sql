-- Note that the rows of an undone import are not kept any more.
UPDATE import_batches SET rows_kept = NULL WHERE id = $batch_id
