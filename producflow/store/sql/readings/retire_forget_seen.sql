-- Forget which imports had found readings that are removed by age as they say them.
DELETE FROM import_seen WHERE entity = 'sensor_readings' AND entity_id IN (SELECT id FROM retiring)
