-- Give a goal another value. Grain: the row as it is now. updated_at grows whatever the clock does, so that an undo of an
-- import can tell an edit.
UPDATE targets
SET value = $value,
    user_id = $user_id,
    updated_at = greatest(now()::TIMESTAMP, updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $id
RETURNING *
