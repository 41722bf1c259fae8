-- Keep an alert that people dealt with although its readings are gone, resolved and saying why. It gets an end, so that
-- it never passes for a condition that lasts. $last: newest of the readings that changed [UTC].
UPDATE maintenance_alerts
SET status = 'resolved', description = $description, resolved_at = coalesce(resolved_at, $now),
    ended_at = coalesce(ended_at, greatest($last, started_at + INTERVAL 1 MICROSECOND)), updated_at = now()::TIMESTAMP
WHERE id = $id
