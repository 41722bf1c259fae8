-- Change a stop that was reported itself. Grain: the changed row. updated_at grows whatever the clock does, so that an undo
-- can tell an edit.
UPDATE downtime_events
SET equipment_id = $equipment_id,
    started_at = $started_at::TIMESTAMP,
    ended_at = $ended_at::TIMESTAMP,
    reason = $reason,
    planned = $planned,
    updated_at = greatest(now()::TIMESTAMP, updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $id
RETURNING *
