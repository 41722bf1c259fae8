-- What was noted of a sensor can be the machine's after all: a person says so, and its alarms are alarms again.

ALTER TABLE sensor_faults ADD COLUMN believed_at TIMESTAMP;   -- since when its readings are held to be the machine's
ALTER TABLE sensor_faults ADD COLUMN believed_by BIGINT;      -- who said so; none: a program, or nobody

-- The rules of what is only the sensor's are stricter now. All that is stored is looked at once more by them; changes of unit, whose
-- verdict is given once, are found anew.
DELETE FROM sensor_faults WHERE kind = 'unit';
DELETE FROM sensor_looks;
