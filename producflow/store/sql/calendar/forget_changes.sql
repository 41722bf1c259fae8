-- Remove the plant's changes of single days, or those of machine $equipment_id.
DELETE FROM calendar_changes WHERE equipment_id IS NOT DISTINCT FROM $equipment_id
