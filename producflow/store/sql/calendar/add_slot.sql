-- Add a shift of a day of a pattern's cycle. minutes [min].
INSERT INTO calendar_slots (pattern_id, day_of_cycle, shift, starts_at, minutes)
VALUES ($pattern_id, $day, $shift, $starts_at::TIME, $minutes)
