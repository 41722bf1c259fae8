-- The readings of an alert came back inside at $ended_at [UTC]; what people did with it stands.
UPDATE maintenance_alerts
SET ended_at = $ended_at,
    status = 'resolved',
    resolved_at = CASE WHEN resolved_by IS NOT NULL THEN resolved_at ELSE $ended_at END,
    updated_at = now()::TIMESTAMP
WHERE id = $id
