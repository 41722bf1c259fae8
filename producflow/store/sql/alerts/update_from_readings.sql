-- Let alerts say what their readings say now, from the staged `found` (one row per alert). What people did stands:
-- one that a person closed is left as it was, one that a person opened again waits for a person; one that only the
-- readings had ended is open again if they go on. What a sensor's fault explained is an alarm again with another peak.
UPDATE maintenance_alerts AS a
SET type = f.type, priority = f.priority, title = f.title, description = f.description,
    started_at = f.started_at, ended_at = f.ended_at, peak_value = f.peak_value,
    status = CASE
        WHEN f.ended_at IS NOT NULL AND a.reopened_at IS NULL THEN 'resolved'
        WHEN a.acknowledged_at IS NOT NULL THEN 'acknowledged'
        ELSE 'active'
    END,
    resolved_at = CASE WHEN a.reopened_at IS NULL THEN f.ended_at END,
    suppressed_by = CASE WHEN a.suppressed_by = 'sensor' AND a.peak_value IS DISTINCT FROM f.peak_value THEN NULL ELSE a.suppressed_by END,
    updated_at = now()::TIMESTAMP
FROM found AS f
WHERE a.id = f.id AND NOT a.closed
    -- What says so already is not written again: updated_at tells when something changed.
    AND (a.type, a.priority, a.title, a.description, a.started_at, a.ended_at, a.peak_value, a.resolved_at)
    IS DISTINCT FROM (
        f.type, f.priority, f.title, f.description, f.started_at::TIMESTAMP, f.ended_at::TIMESTAMP, f.peak_value,
        CASE WHEN a.reopened_at IS NULL THEN f.ended_at::TIMESTAMP END
    )
