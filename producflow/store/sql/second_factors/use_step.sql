-- Use the code of a half minute, unless it or a later one was. One beyond $ahead was counted before the clock was set
-- back, and would refuse every code until then. Grain: one row, none if it cannot be used.
UPDATE second_factors SET last_step = $step
WHERE user_id = $user_id AND (last_step < $step OR last_step > $ahead)
RETURNING user_id
