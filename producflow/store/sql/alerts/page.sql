-- Alerts, newest first: $limit of them after $skip, narrowed where a filter is given. Grain: one row per alert.
-- confidence [0-1], peak_value [the sensor's unit].
SELECT * FROM alarms_told()
WHERE ($priority::VARCHAR IS NULL OR priority = $priority)
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($state::VARCHAR IS NULL OR state = $state)
    AND ($status::VARCHAR IS NULL OR status = $status)
ORDER BY created_at DESC, id DESC
LIMIT $limit OFFSET $skip
