-- What production records say of machines within spans of production days, both ends included. Grain: one row per span
-- with a record: shifts [machine-shifts that reported], planned_hours, downtime_hours [h]. Spans are given as lists.
WITH spans AS (
    SELECT
        unnest($spans::BIGINT[]) AS span,
        unnest($machines::BIGINT[]) AS equipment_id,
        unnest($first_days::DATE[]) AS first_day,
        unnest($last_days::DATE[]) AS last_day
)
SELECT
    s.span,
    count(DISTINCT (r.date, r.shift))::BIGINT AS shifts,
    sum(r.planned_minutes) / 60 AS planned_hours,
    sum(r.downtime_minutes) / 60 AS downtime_hours
FROM spans s
JOIN production_records r ON r.equipment_id = s.equipment_id AND r.date BETWEEN s.first_day AND s.last_day
GROUP BY s.span
ORDER BY s.span
