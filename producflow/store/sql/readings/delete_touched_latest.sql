-- Forget the latest reading of each staged `touched` sensor whose change may have reached it. "last" [UTC].
-- Writes sensor_latest of touched.equipment_id.
DELETE FROM sensor_latest AS l
USING touched AS t
WHERE l.equipment_id = t.equipment_id AND l.sensor_type = t.sensor_type AND l.timestamp <= t."last"::TIMESTAMP
    AND (t.equipment_id, t."last"::TIMESTAMP::DATE) NOT IN (
        SELECT (equipment_id, day) FROM lake_spans WHERE equipment_id IN (SELECT equipment_id FROM touched)
    )
