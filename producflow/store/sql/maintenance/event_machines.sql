-- Which machines record stops at all? Grain: one row per machine with any downtime event, whenever it was.
SELECT DISTINCT equipment_id FROM downtime_events ORDER BY equipment_id
