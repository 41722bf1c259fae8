-- Put a note on charts. Grain: the new row.
INSERT INTO annotations (equipment_id, starts_at, ends_at, text, created_by, created_by_name)
VALUES ($equipment_id, $starts_at::TIMESTAMP, $ends_at::TIMESTAMP, $text, $created_by, $created_by_name)
RETURNING *
