-- The readings of an alert came back inside at $ended_at [UTC]; what people did with it stands.
UPDATE maintenance_alerts
SET ended_at = $ended_at,
    status = CASE WHEN reopened_at IS NULL THEN 'resolved' ELSE status END,
    resolved_at = CASE WHEN reopened_at IS NULL THEN $ended_at END,
    updated_at = now()::TIMESTAMP
WHERE id = $id AND NOT closed
