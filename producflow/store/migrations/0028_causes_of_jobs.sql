-- What a job found and did: the next one who meets the same alert reads it.
ALTER TABLE maintenance_logs ADD COLUMN cause VARCHAR;      -- why it was needed, in plain words
ALTER TABLE maintenance_logs ADD COLUMN work_done VARCHAR;  -- what was done
