-- Say of the staged `changed` alerts (id, suppressed_by) what explains them now.
UPDATE maintenance_alerts AS a
SET suppressed_by = c.suppressed_by, updated_at = greatest(now()::TIMESTAMP, a.updated_at + INTERVAL 1 MICROSECOND)
FROM changed AS c
WHERE a.id = c.id
