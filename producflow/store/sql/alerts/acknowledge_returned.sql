-- Keep who acknowledged an alert whose readings had come back by themselves, and when. Grain: the row as it is now.
UPDATE maintenance_alerts AS a
SET acknowledged_at = $now, acknowledged_by = $user_id,
    updated_at = greatest(now()::TIMESTAMP, a.updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $id
RETURNING *
