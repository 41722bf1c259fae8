-- From which production day on a machine is not there any more: its history stays, and nothing is expected of it.
ALTER TABLE equipment ADD COLUMN retired_on DATE;
