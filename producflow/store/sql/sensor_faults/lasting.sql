-- Until when has a sensor shown one value since an instant at which it did? Grain: one row; until: the last reading of it in a row;
-- over: whether another one came since [UTC].
WITH own AS (
    SELECT timestamp, value FROM sensor_readings
    WHERE equipment_id = $equipment_id AND sensor_type = $sensor_type AND timestamp >= $since::TIMESTAMP
), other AS (
    SELECT min(timestamp) AS "at" FROM own WHERE value <> $value
)
SELECT max(own.timestamp) AS until, any_value(other."at") IS NOT NULL AS over
FROM own, other
WHERE own.value = $value AND (other."at" IS NULL OR own.timestamp < other."at")
