-- All readings are summed up.
DELETE FROM readings_touched
