-- Which stored rows break a rule of SPEC section 3? Grain: one row per row and rule.
SELECT 'production_records' AS entity, id, 'downtime above planned time' AS problem
FROM production_records WHERE downtime_minutes > planned_minutes
UNION ALL
SELECT 'production_records', id, 'defects above output' FROM production_records WHERE defect_quantity > output_quantity
UNION ALL
SELECT 'production_records', id, 'a quantity or duration below 0' FROM production_records
WHERE least(output_quantity, defect_quantity, downtime_minutes, planned_minutes) < 0
UNION ALL
SELECT 'production_records', id, 'a shift that there is not' FROM production_records
WHERE shift NOT IN (
    SELECT shift FROM calendar_slots
    UNION ALL SELECT shift FROM calendar_changes WHERE shift IS NOT NULL
    UNION ALL SELECT unnest(['morning', 'afternoon', 'night'])
    WHERE NOT EXISTS (SELECT 1 FROM calendar_patterns WHERE equipment_id IS NULL)
)
UNION ALL
SELECT 'downtime_events', id, 'ends before it starts' FROM downtime_events WHERE ended_at < started_at
UNION ALL
SELECT 'state_intervals', id, 'ends before it starts' FROM state_intervals WHERE ended_at < started_at
UNION ALL
SELECT 'state_intervals', id, 'a state that there is not' FROM state_intervals
WHERE state NOT IN ('producing', 'stopped', 'planned_stop', 'off') OR producing <> (state = 'producing')
UNION ALL
SELECT 'maintenance_logs', id, 'a status that there is not' FROM maintenance_logs
WHERE status NOT IN ('scheduled', 'in_progress', 'completed')
UNION ALL
SELECT 'maintenance_logs', id, 'a cost or duration below 0' FROM maintenance_logs WHERE least(cost, duration_hours) < 0
UNION ALL
SELECT 'thresholds', id, 'a critical limit inside the warning limit' FROM thresholds
WHERE crit_low > warn_low OR crit_high < warn_high
UNION ALL
SELECT 'maintenance_alerts', id, 'ends before it starts' FROM maintenance_alerts WHERE ended_at < started_at
UNION ALL
SELECT 'sensor_readings', id, 'more than a day in the future' FROM sensor_readings
WHERE timestamp > now()::TIMESTAMP + INTERVAL 1 DAY
UNION ALL
SELECT 'sensor_readings', id, 'a status that there is not' FROM sensor_readings
WHERE status NOT IN ('normal', 'warning', 'critical', 'unknown')
ORDER BY 1, 2, 3
