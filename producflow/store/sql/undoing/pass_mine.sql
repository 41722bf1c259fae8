-- Give the import's own changes to the witness.
UPDATE import_changes
SET
    batch_id = w.batch_id,
    after = json_merge_patch(import_changes.after, json_object('batch_id', w.batch_id, 'source_line', w.line))::VARCHAR
FROM undo_mine m
JOIN undo_witness w ON w.entity_id = m.entity_id
WHERE m.change_id = import_changes.id
