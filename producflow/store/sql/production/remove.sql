-- Take a production record back.
DELETE FROM production_records WHERE id = $record_id
