-- Which reason has this name, in any case? Grain: one row or none.
SELECT * FROM stop_reasons WHERE lower(name) = lower($name)
