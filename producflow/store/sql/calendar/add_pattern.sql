-- Add a pattern of the plant, or of machine $equipment_id, and tell its id.
INSERT INTO calendar_patterns (equipment_id, valid_from, cycle_days, anchor)
VALUES ($equipment_id, $valid_from, $cycle_days, $anchor) RETURNING id
