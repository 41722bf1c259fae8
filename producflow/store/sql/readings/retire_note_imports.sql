-- Remember which imports lose readings that are found by retire_find: they cannot be taken back as a whole any more.
INSERT INTO import_retired (batch_id, rows_removed)
SELECT batch_id, count(*) FROM retiring WHERE batch_id IS NOT NULL GROUP BY batch_id ORDER BY batch_id
