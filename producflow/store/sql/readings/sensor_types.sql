-- Which sensor types are there? Grain: one row per sensor type that was ever read or has limits, in alphabetical order.
SELECT sensor_type FROM sensor_latest
UNION
SELECT sensor_type FROM thresholds
ORDER BY sensor_type
