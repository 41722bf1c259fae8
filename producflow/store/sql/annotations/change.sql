-- Change what a note says, about what, and when it was. Grain: the changed row.
UPDATE annotations
SET equipment_id = $equipment_id, starts_at = $starts_at::TIMESTAMP, ends_at = $ends_at::TIMESTAMP, text = $text,
    updated_at = current_timestamp::TIMESTAMP
WHERE id = $id
RETURNING *
