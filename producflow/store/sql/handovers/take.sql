-- Take a shift over. Grain: the changed row.
UPDATE handovers
SET taken_by = $by, taken_by_name = $by_name, taken_at = $at::TIMESTAMP, updated_at = current_timestamp::TIMESTAMP
WHERE id = $id
RETURNING *
