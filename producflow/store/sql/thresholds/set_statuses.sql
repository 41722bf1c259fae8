-- Give the staged `changed` readings (id, status) their new status. $from and $until bound the scan [UTC].
UPDATE sensor_readings AS r
SET status = c.status
FROM changed AS c
WHERE r.id = c.id AND r.timestamp >= $from::TIMESTAMP AND r.timestamp < $until::TIMESTAMP
