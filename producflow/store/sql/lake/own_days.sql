-- On which UTC days are there single readings here, and what do they come to? Grain: one row per day; checksum: of all of them,
-- in whichever order they lie, as lake/checksum.sql has it. Those removed by age left some behind, which are not asked for.
SELECT timestamp::DATE AS day, count(*) AS n, sum(hash(e.name, r.sensor_type, r.timestamp, r.value, r.unit))::VARCHAR AS checksum
FROM sensor_readings AS r
JOIN equipment AS e ON e.id = r.equipment_id
WHERE r.timestamp >= raw_kept_from()
GROUP BY ALL
ORDER BY day
