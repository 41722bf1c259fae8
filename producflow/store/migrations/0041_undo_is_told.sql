-- Whoever made an import that somebody else took back is told so until they say that they have read it.
ALTER TABLE import_batches ADD COLUMN undo_read_at TIMESTAMP;
UPDATE import_batches SET undo_read_at = undone_at WHERE undone_at IS NOT NULL;  -- of before: nobody waits for these
