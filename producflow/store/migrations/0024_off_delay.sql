-- How long readings must be back inside before an alert ends (off-delay of ISA-18.2), beside the deadband.

ALTER TABLE thresholds ADD COLUMN off_delay DOUBLE DEFAULT 0;             -- seconds
