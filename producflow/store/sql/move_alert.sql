-- Acknowledge or resolve an alert: $status, by whom and when. Grain: the row as it is now.
UPDATE maintenance_alerts
SET status = $status,
    acknowledged_at = CASE WHEN $status = 'acknowledged' THEN $now ELSE acknowledged_at END,
    acknowledged_by = CASE WHEN $status = 'acknowledged' THEN $user_id ELSE acknowledged_by END,
    resolved_at = CASE WHEN $status = 'resolved' THEN $now ELSE resolved_at END,
    resolved_by = CASE WHEN $status = 'resolved' THEN $user_id ELSE resolved_by END,
    updated_at = now()::TIMESTAMP
WHERE id = $id
RETURNING *
