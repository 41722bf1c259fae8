-- Which goal is this? Grain: one row or none; value in the metric's unit.
SELECT * FROM targets WHERE id = $id
