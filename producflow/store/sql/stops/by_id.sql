-- Which stop is this? Grain: one row or none; started_at and ended_at are UTC instants.
SELECT * FROM downtime_events WHERE id = $id
