-- Where do the production records of each machine come from? Grain: one row per machine with a record.
-- file_name and batch_id are of its newest import, missing where people or programs enter its records; kept_since: when
-- the first record of the whole plant came in.
SELECT
    r.equipment_id,
    arg_max(b.file_name, b.id) AS file_name,
    max(b.id) AS batch_id,
    (SELECT min(created_at) FROM production_records) AS kept_since
FROM production_records r
LEFT JOIN import_batches b ON b.id = r.batch_id
GROUP BY r.equipment_id
