-- Hand a shift over. Grain: the new row.
INSERT INTO handovers (day, shift, text, handed_by, handed_by_name, handed_at)
VALUES ($day, $shift, $text, $by, $by_name, $at::TIMESTAMP)
RETURNING *
