-- Give the machine states behind a stop another reason: those of the same kind and reason whose time touches it. A state
-- without an end lasts until the machine's next one. updated_at grows whatever the clock does, so that an undo can tell an
-- edit.
UPDATE state_intervals
SET reason = $reason, updated_at = greatest(now()::TIMESTAMP, updated_at + INTERVAL 1 MICROSECOND)
WHERE equipment_id = $equipment_id
    AND state = CASE WHEN $planned THEN 'planned_stop' ELSE 'stopped' END
    AND coalesce(reason, '') = $before
    AND ($ended_at::TIMESTAMP IS NULL OR started_at < $ended_at::TIMESTAMP)
    AND id IN (
        SELECT s.id
        FROM (
            SELECT id, coalesce(ended_at, (
                SELECT min(n.started_at) FROM state_intervals n
                WHERE n.equipment_id = $equipment_id AND n.started_at > i.started_at
            )) AS ends
            FROM state_intervals i
            WHERE equipment_id = $equipment_id
        ) s
        WHERE s.ends IS NULL OR s.ends > $started_at::TIMESTAMP
    )
