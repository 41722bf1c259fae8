-- Acknowledge or resolve an alert: $status, by whom, when and why. Grain: the row as it is now.
-- seen_until: the newest reading of its sensor; whoever resolves it has seen no later one.
UPDATE maintenance_alerts AS a
SET status = $status,
    acknowledged_at = CASE WHEN $status = 'acknowledged' THEN $now ELSE acknowledged_at END,
    acknowledged_by = CASE WHEN $status = 'acknowledged' THEN $user_id ELSE acknowledged_by END,
    resolved_at = CASE WHEN $status = 'resolved' THEN $now ELSE resolved_at END,
    resolved_by = CASE WHEN $status = 'resolved' THEN $user_id ELSE resolved_by END,
    resolved_reason = CASE WHEN $status = 'resolved' THEN $reason ELSE resolved_reason END,
    closed = $status = 'resolved',
    seen_until = CASE WHEN $status = 'resolved' THEN $seen_until::TIMESTAMP END,
    updated_at = greatest(now()::TIMESTAMP, a.updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $id
RETURNING *
