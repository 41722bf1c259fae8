-- Sums of sensors over the whole hours within spans of time. Grain: one row per span and sensor type with readings;
-- n [readings], total [the sensor's unit]. Spans are given as lists of the same length.
-- Reads sensor_hourly of $machines before $ends.
-- Summed as decimals, which add up to the same in any order: several threads share the hours, and an answer that differs in its
-- last bit from the one before would count as news. It takes a tenth more than to add doubles; to put them in order, twice as much.
WITH spans AS (
    SELECT
        unnest($spans::BIGINT[]) AS span,
        unnest($machines::BIGINT[]) AS equipment_id,
        unnest($starts::TIMESTAMP[]) AS starts,
        unnest($ends::TIMESTAMP[]) AS ends
)
SELECT
    s.span,
    h.sensor_type,
    sum(h.n)::BIGINT AS n,
    CASE  -- a decimal holds 29 digits before its point, a reading may have 150
        WHEN max(abs(h.total)) < 1e22 THEN sum((CASE WHEN abs(h.total) < 1e22 THEN h.total END)::DECIMAL(38, 9))::DOUBLE
        ELSE sum(h.total)
    END AS total
FROM spans s
JOIN sensor_hourly h
    ON h.equipment_id = s.equipment_id AND h.hour >= s.starts AND h.hour + INTERVAL 1 HOUR <= s.ends
GROUP BY s.span, h.sensor_type
ORDER BY s.span, h.sensor_type
