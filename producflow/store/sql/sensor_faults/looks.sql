-- Until when have the sensors of each machine been looked at? Grain: one row per machine with readings; first_hour and last_hour:
-- of its hourly sums where single readings are kept; looked_until: missing before the first look [UTC].
SELECT h.equipment_id, min(h.hour) AS first_hour, max(h.hour) AS last_hour, any_value(l.looked_until) AS looked_until
FROM sensor_hourly h
LEFT JOIN sensor_looks l USING (equipment_id)
WHERE h.hour >= raw_kept_from() AND h.hour < $ends::TIMESTAMP
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], h.equipment_id))
GROUP BY h.equipment_id
ORDER BY h.equipment_id
