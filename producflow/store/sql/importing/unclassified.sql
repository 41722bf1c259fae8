-- Which readings are to be looked at? Grain: one row per reading, those at positions above $after up to $until.
SELECT line, equipment_id, sensor_type, value
FROM import_unclassified
WHERE position > $after AND position <= $until
ORDER BY position
