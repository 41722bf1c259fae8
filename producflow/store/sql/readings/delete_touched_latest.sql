-- Forget the latest reading of each staged `touched` sensor whose change may have reached it. "last" [UTC].
-- Writes sensor_latest of touched.equipment_id.
DELETE FROM sensor_latest AS l
USING touched AS t
WHERE l.equipment_id = t.equipment_id AND l.sensor_type = t.sensor_type AND l.timestamp <= t."last"::TIMESTAMP
