-- Which statuses do the newest readings of each machine's sensors have, of those since $oldest? Grain: one row per machine
-- and status.
SELECT DISTINCT equipment_id, status FROM latest_believed() WHERE timestamp >= $oldest::TIMESTAMP ORDER BY equipment_id, status
