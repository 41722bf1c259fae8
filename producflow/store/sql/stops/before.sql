-- Which stop of a machine that follows from its states began last, up to an instant? Grain: one row or none.
SELECT * FROM downtime_events
WHERE equipment_id = $equipment_id AND origin IS NOT NULL AND started_at <= $until::TIMESTAMP
ORDER BY started_at DESC
LIMIT 1
