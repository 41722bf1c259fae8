-- Whoever has a row now is no witness of it any more.
DELETE FROM import_seen
USING undo_witness w
WHERE
    entity = $entity AND owner_id = $batch_id
    AND import_seen.entity_id = w.entity_id AND import_seen.batch_id = w.batch_id
