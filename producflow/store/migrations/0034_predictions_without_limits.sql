-- Predictions that are of no limit: a sensor that no longer moves with the others of its machine.

ALTER TABLE predictions ALTER COLUMN limit_name DROP NOT NULL;
ALTER TABLE predictions ALTER COLUMN limit_value DROP NOT NULL;
