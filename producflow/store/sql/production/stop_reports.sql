-- What was reported of whole shifts of some machines from a production day on? Grain: one row per machine-shift.
-- Minutes [min]. What follows from machine states is no report of its own.
SELECT equipment_id, date, shift, sum(planned_minutes) AS planned_minutes, sum(downtime_minutes) AS downtime_minutes
FROM production_records
WHERE origin IS NULL AND date >= $first_day AND list_contains($machines::BIGINT[], equipment_id)
GROUP BY equipment_id, date, shift
ORDER BY equipment_id, date, shift
