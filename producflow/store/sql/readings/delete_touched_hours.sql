-- Forget the hourly sums of the staged `touched` spans (one row per machine and sensor type). "first", "last" [UTC]; $from and
-- $until bound the scan: whole hours, the end left out.
-- Writes sensor_hourly of touched.equipment_id from touched.first.
DELETE FROM sensor_hourly AS h
USING touched AS t
WHERE h.equipment_id = t.equipment_id AND h.sensor_type = t.sensor_type
    AND h.hour >= date_trunc('hour', t."first"::TIMESTAMP) AND h.hour <= t."last"::TIMESTAMP
    AND h.hour >= $from::TIMESTAMP AND h.hour < $until::TIMESTAMP
    AND h.hour >= raw_kept_from()  -- sums whose readings are gone stay as they are, and so do those of a lake
    AND (h.equipment_id, h.hour::DATE) NOT IN (
        SELECT (equipment_id, day) FROM lake_spans WHERE day BETWEEN $from::TIMESTAMP::DATE AND $until::TIMESTAMP::DATE
    )
