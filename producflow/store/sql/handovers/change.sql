-- Change the words with which a shift was handed over. Grain: the changed row.
UPDATE handovers SET text = $text, updated_at = current_timestamp::TIMESTAMP WHERE id = $id
RETURNING *
