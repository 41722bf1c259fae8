-- Which readings has each machine, and which have been looked at? Grain: one row per machine with readings;
-- first_hour and last_hour: of its hourly sums; looked_from, looked_until: missing before the first look [UTC].
SELECT h.equipment_id, min(h.hour) AS first_hour, max(h.hour) AS last_hour, any_value(l.looked_from) AS looked_from,
    any_value(l.looked_until) AS looked_until
FROM sensor_hourly h
LEFT JOIN prediction_looks l USING (equipment_id)
GROUP BY h.equipment_id
ORDER BY h.equipment_id
