-- Find the changes of the same rows that came right after the import's. Grain: one row per change.
CREATE OR REPLACE TEMP TABLE undo_next AS
SELECT id AS change_id, entity_id, before
FROM import_changes
WHERE entity = $entity AND previous_batch_id = $batch_id AND batch_id <> $batch_id
