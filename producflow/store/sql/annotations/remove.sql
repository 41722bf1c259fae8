-- Take a note off the charts, or bring it back with empty values. Grain: the changed row.
UPDATE annotations
SET removed_at = $removed_at::TIMESTAMP, removed_by = $removed_by, updated_at = current_timestamp::TIMESTAMP
WHERE id = $id
RETURNING *
