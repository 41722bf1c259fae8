-- Whoever made these imports has read that they were taken back.
UPDATE import_batches SET undo_read_at = now()::TIMESTAMP
WHERE user_id = $user_id AND undone_at IS NOT NULL AND undo_read_at IS NULL AND list_contains($batches, id)
