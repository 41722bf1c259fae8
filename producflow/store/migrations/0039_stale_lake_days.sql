-- Of a lake's days some may still be as other limits, or another formula, made them: a roll-up can be told to leave older ones alone.
ALTER TABLE lake_plants ADD COLUMN stale_until DATE;  -- the last of such days that are published; missing: there is none
