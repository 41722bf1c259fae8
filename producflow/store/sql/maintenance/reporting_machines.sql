-- Which machines report production at all? Grain: one row per machine with a production record.
SELECT DISTINCT equipment_id FROM production_records ORDER BY equipment_id
