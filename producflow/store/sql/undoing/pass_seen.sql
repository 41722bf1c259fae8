-- Let the other witnesses of a row have seen it with the one that has it now.
UPDATE import_seen
SET owner_id = w.batch_id
FROM undo_witness w
WHERE entity = $entity AND owner_id = $batch_id AND import_seen.entity_id = w.entity_id
