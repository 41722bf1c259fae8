-- Remove the slots of the plant's patterns, or of those of machine $equipment_id.
DELETE FROM calendar_slots
WHERE pattern_id IN (SELECT id FROM calendar_patterns WHERE equipment_id IS NOT DISTINCT FROM $equipment_id)
