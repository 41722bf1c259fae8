-- Take a stop back.
DELETE FROM downtime_events WHERE id = $id
