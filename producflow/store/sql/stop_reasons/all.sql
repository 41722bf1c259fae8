-- Which reasons can be chosen for stops? Grain: one row per reason, in alphabetical order.
SELECT * FROM stop_reasons ORDER BY name
