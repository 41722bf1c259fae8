-- Which imports changed this row, and what had they found? Grain: one row per change still in force, oldest first; before
-- and after are the whole row as JSON.
SELECT c.id, c.batch_id, c.previous_batch_id, c.created_at, c.before, c.after, b.file_name, u.full_name AS user_name
FROM import_changes c
JOIN import_batches b ON b.id = c.batch_id
LEFT JOIN users u ON u.id = b.user_id
WHERE c.entity = $entity AND c.entity_id = $entity_id
ORDER BY c.created_at, c.id
