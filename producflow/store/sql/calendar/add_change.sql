-- Add a change of single days of the plant, or of machine $equipment_id. minutes [min].
INSERT INTO calendar_changes (equipment_id, from_day, until_day, kind, shift, starts_at, minutes, reason)
VALUES ($equipment_id, $from_day, $until_day, $kind, $shift, $starts_at::TIME, $minutes, $reason)
