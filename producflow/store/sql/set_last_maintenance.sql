-- Note when a machine was last maintained. [UTC]
UPDATE equipment SET last_maintenance = $at, updated_at = now()::TIMESTAMP WHERE id = $id
