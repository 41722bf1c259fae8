-- Let the witness stand for the import in what the next changes had found.
UPDATE import_changes
SET
    previous_batch_id = w.batch_id,
    before = json_merge_patch(import_changes.before, json_object('batch_id', w.batch_id, 'source_line', w.line))::VARCHAR
FROM undo_next n
JOIN undo_witness w ON w.entity_id = n.entity_id
WHERE n.change_id = import_changes.id
