-- Which reason is this? Grain: one row or none.
SELECT * FROM stop_reasons WHERE id = $id
