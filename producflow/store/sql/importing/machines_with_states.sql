-- Which of $machines, or of all where it is none, have states, or rows that followed from some?
-- Grain: one row per machine.
SELECT equipment_id FROM state_intervals
WHERE $machines IS NULL OR equipment_id IN (SELECT unnest($machines::BIGINT[]))
UNION
SELECT equipment_id FROM production_records
WHERE origin IS NOT NULL AND equipment_id IN (SELECT unnest($machines::BIGINT[]))
UNION
SELECT equipment_id FROM downtime_events
WHERE origin IS NOT NULL AND equipment_id IN (SELECT unnest($machines::BIGINT[]))
ORDER BY equipment_id
