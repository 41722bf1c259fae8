-- Which sensors had readings beyond their limits in hours that a lake says? Grain: one row per machine and sensor type, the gravest first.
-- hours [count]: in which any was; critical, warning [readings]; lowest, highest: of those hours [the sensor's unit]; first, last:
-- the begin of the first and last of them [UTC].
SELECT
    h.equipment_id, e.name AS machine, h.sensor_type, count(*) AS hours, sum(h.n_critical)::BIGINT AS critical,
    sum(h.n_warning)::BIGINT AS warning, min(h.minimum) AS lowest, max(h.maximum) AS highest, min(h.hour) AS first, max(h.hour) AS last
FROM sensor_hourly h
JOIN lake_spans s ON s.equipment_id = h.equipment_id AND s.day = h.hour::DATE
JOIN equipment e ON e.id = h.equipment_id
WHERE h.hour >= $starts::TIMESTAMP AND h.hour < $ends::TIMESTAMP AND h.n_critical + h.n_warning > 0
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], h.equipment_id))
GROUP BY ALL
ORDER BY critical DESC, warning DESC, machine, h.sensor_type
