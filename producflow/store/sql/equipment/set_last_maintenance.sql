-- Note when a machine was last maintained, later than before by any clock. [UTC]
UPDATE equipment SET last_maintenance = $at, updated_at = greatest(now()::TIMESTAMP, updated_at + INTERVAL 1 MICROSECOND) WHERE id = $id
