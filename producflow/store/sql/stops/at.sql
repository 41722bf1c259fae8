-- Which stop of a machine began then? Grain: one row or none.
SELECT * FROM downtime_events WHERE equipment_id = $equipment_id AND started_at = $started_at::TIMESTAMP
