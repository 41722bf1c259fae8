-- Which other imports said what this row says? Grain: one row per import, oldest first.
SELECT s.batch_id, s.line
FROM import_seen s
WHERE s.entity = $entity AND s.entity_id = $entity_id
ORDER BY s.batch_id
