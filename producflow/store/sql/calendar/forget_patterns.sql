-- Remove the plant's patterns, or those of machine $equipment_id.
DELETE FROM calendar_patterns WHERE equipment_id IS NOT DISTINCT FROM $equipment_id
