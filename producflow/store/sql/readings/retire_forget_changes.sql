-- Forget what imports had found where they changed readings that are removed by age.
DELETE FROM import_changes WHERE entity = 'sensor_readings' AND entity_id IN (SELECT id FROM retiring)
