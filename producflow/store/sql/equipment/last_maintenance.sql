-- When was this machine last maintained? Grain: one row or none. [UTC]
SELECT last_maintenance FROM equipment WHERE id = $id
