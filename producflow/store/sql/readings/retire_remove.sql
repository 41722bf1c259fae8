-- Remove the readings found by retire_find. $before bounds the scan [UTC]. Grain: one row: count removed.
DELETE FROM sensor_readings WHERE timestamp < $before::TIMESTAMP AND id IN (SELECT id FROM retiring)
