-- Forget stretches that turned out to be none.
DELETE FROM sensor_faults WHERE list_contains($ids::BIGINT[], id)
