-- Give a rated speed another value. Grain: the row as it is now. updated_at grows whatever the clock does, so that an undo of
-- an import can tell an edit.
UPDATE ideal_rates
SET units_per_hour = $units_per_hour,
    user_id = $user_id,
    updated_at = greatest(now()::TIMESTAMP, updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $id
RETURNING *
