-- Maintenance jobs, the one done or due last first: $limit of them after $skip, narrowed where a filter is given.
-- Grain: one row per job. cost [plant currency], duration_hours [h].
SELECT * FROM maintenance_logs
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($status::VARCHAR IS NULL OR status = $status)
ORDER BY coalesce(completed_date, scheduled_date, created_at) DESC, id DESC
LIMIT $limit OFFSET $skip
