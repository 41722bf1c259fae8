-- Find the import's own changes of a table. Grain: one row per change.
CREATE OR REPLACE TEMP TABLE undo_mine AS
SELECT id AS change_id, entity_id, before, after, previous_batch_id
FROM import_changes
WHERE batch_id = $batch_id AND entity = $entity
