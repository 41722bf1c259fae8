-- Let the next change in each row's chain take over what the import had found.
UPDATE import_changes
SET before = m.before, previous_batch_id = m.previous_batch_id
FROM undo_next n
JOIN undo_mine m ON m.entity_id = n.entity_id
WHERE n.change_id = import_changes.id
