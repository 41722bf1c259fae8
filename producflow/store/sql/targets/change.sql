-- Give a goal another value, or call its area or line otherwise. Grain: the row as it is now. updated_at grows whatever the clock
-- does, so that an undo of an import can tell an edit.
UPDATE targets
SET value = $value,
    user_id = $user_id,
    area = $area,
    production_line = $production_line,
    updated_at = greatest(now()::TIMESTAMP, updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $id
RETURNING *
