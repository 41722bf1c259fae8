-- Which machine has this name, in any case? Grain: one row or none.
SELECT id, name FROM equipment WHERE lower(name) = lower($name) LIMIT 1
