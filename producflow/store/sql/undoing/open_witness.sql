-- Find the first import that said the same of each row. Grain: one row per row of the table.
CREATE OR REPLACE TEMP TABLE undo_witness AS
SELECT entity_id, arg_min(batch_id, rowid) AS batch_id, arg_min(line, rowid) AS line
FROM import_seen
WHERE entity = $entity AND owner_id = $batch_id
GROUP BY entity_id
