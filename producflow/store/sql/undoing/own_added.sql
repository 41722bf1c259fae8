-- A row that the import had added is from now on what the next change made of it, as if that had added it.
DELETE FROM import_changes
WHERE id IN (SELECT change_id FROM undo_next WHERE entity_id NOT IN (SELECT entity_id FROM undo_mine))
