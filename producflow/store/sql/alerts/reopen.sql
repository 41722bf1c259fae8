-- Open an alert again, as it was before it was resolved. $reopened_at, $user_id and $reason: who, when and why; all
-- missing where a resolving is merely taken back. Grain: the row as it is now.
UPDATE maintenance_alerts AS a
SET status = CASE WHEN acknowledged_at IS NULL THEN 'active' ELSE 'acknowledged' END,
    resolved_at = NULL, resolved_by = NULL, resolved_reason = NULL, closed = false, seen_until = NULL,
    reopened_at = coalesce($reopened_at::TIMESTAMP, reopened_at),
    reopened_by = CASE WHEN $reopened_at IS NULL THEN reopened_by ELSE $user_id END,
    reopened_reason = CASE WHEN $reopened_at IS NULL THEN reopened_reason ELSE $reason END,
    suppressed_by = CASE WHEN $reopened_at IS NOT NULL AND suppressed_by = 'sensor' THEN NULL ELSE suppressed_by END,
    updated_at = greatest(now()::TIMESTAMP, a.updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $id
RETURNING *
