-- Which rows point at something that is not there? Grain: one row per table, column and missing id; rows_found [count].
WITH pointers AS (
    SELECT 'sensor_readings' AS entity, 'equipment_id' AS field, 'equipment' AS target, equipment_id AS pointed_at
    FROM sensor_readings
    UNION ALL SELECT 'sensor_hourly', 'equipment_id', 'equipment', equipment_id FROM sensor_hourly
    UNION ALL SELECT 'sensor_latest', 'equipment_id', 'equipment', equipment_id FROM sensor_latest
    UNION ALL SELECT 'lake_machines', 'equipment_id', 'equipment', equipment_id FROM lake_machines
    UNION ALL SELECT 'thresholds', 'equipment_id', 'equipment', equipment_id FROM thresholds
    UNION ALL SELECT 'threshold_changes', 'equipment_id', 'equipment', equipment_id FROM threshold_changes
    UNION ALL SELECT 'threshold_changes', 'user_id', 'users', user_id FROM threshold_changes
    UNION ALL SELECT 'threshold_changes', 'undone_by', 'users', undone_by FROM threshold_changes
    UNION ALL SELECT 'maintenance_alerts', 'equipment_id', 'equipment', equipment_id FROM maintenance_alerts
    UNION ALL SELECT 'alarm_shelves', 'equipment_id', 'equipment', equipment_id FROM alarm_shelves
    UNION ALL SELECT 'alarm_shelves', 'shelved_by', 'users', shelved_by FROM alarm_shelves
    UNION ALL SELECT 'alarm_shelves', 'ended_by', 'users', ended_by FROM alarm_shelves
    UNION ALL SELECT 'maintenance_logs', 'equipment_id', 'equipment', equipment_id FROM maintenance_logs
    UNION ALL SELECT 'maintenance_logs', 'alert_id', 'maintenance_alerts', alert_id FROM maintenance_logs
    UNION ALL SELECT 'maintenance_logs', 'technician_id', 'users', technician_id FROM maintenance_logs
    UNION ALL SELECT 'predictions', 'equipment_id', 'equipment', equipment_id FROM predictions
    UNION ALL SELECT 'sensor_faults', 'equipment_id', 'equipment', equipment_id FROM sensor_faults
    UNION ALL SELECT 'prediction_outcomes', 'prediction_id', 'predictions', prediction_id FROM prediction_outcomes
    UNION ALL SELECT 'prediction_verdicts', 'prediction_id', 'predictions', prediction_id FROM prediction_verdicts
    UNION ALL SELECT 'prediction_verdicts', 'user_id', 'users', user_id FROM prediction_verdicts
    UNION ALL SELECT 'production_records', 'equipment_id', 'equipment', equipment_id FROM production_records
    UNION ALL SELECT 'downtime_events', 'equipment_id', 'equipment', equipment_id FROM downtime_events
    UNION ALL SELECT 'annotations', 'equipment_id', 'equipment', equipment_id FROM annotations
    UNION ALL SELECT 'annotations', 'created_by', 'users', created_by FROM annotations
    UNION ALL SELECT 'handovers', 'handed_by', 'users', handed_by FROM handovers
    UNION ALL SELECT 'handovers', 'taken_by', 'users', taken_by FROM handovers
    UNION ALL SELECT 'hand_entries', 'user_id', 'users', user_id FROM hand_entries
    UNION ALL SELECT 'state_intervals', 'equipment_id', 'equipment', equipment_id FROM state_intervals
    UNION ALL SELECT 'targets', 'equipment_id', 'equipment', equipment_id FROM targets
    UNION ALL SELECT 'targets', 'user_id', 'users', user_id FROM targets
    UNION ALL SELECT 'targets', 'batch_id', 'import_batches', batch_id FROM targets
    UNION ALL SELECT 'ideal_rates', 'equipment_id', 'equipment', equipment_id FROM ideal_rates
    UNION ALL SELECT 'ideal_rates', 'user_id', 'users', user_id FROM ideal_rates
    UNION ALL SELECT 'ideal_rates', 'batch_id', 'import_batches', batch_id FROM ideal_rates
    UNION ALL SELECT 'sessions', 'user_id', 'users', user_id FROM sessions
    UNION ALL SELECT 'identities', 'user_id', 'users', user_id FROM identities
    UNION ALL SELECT 'maintenance_alerts', 'acknowledged_by', 'users', acknowledged_by FROM maintenance_alerts
    UNION ALL SELECT 'maintenance_alerts', 'resolved_by', 'users', resolved_by FROM maintenance_alerts
    UNION ALL SELECT 'maintenance_alerts', 'reopened_by', 'users', reopened_by FROM maintenance_alerts
    UNION ALL SELECT 'import_batches', 'user_id', 'users', user_id FROM import_batches
    UNION ALL SELECT 'api_keys', 'created_by', 'users', created_by FROM api_keys
    UNION ALL SELECT 'wall_links', 'created_by', 'users', created_by FROM wall_links
    UNION ALL SELECT 'audit_log', 'user_id', 'users', user_id FROM audit_log
    UNION ALL SELECT 'frozen_contents', 'frozen_id', 'frozen_views', frozen_id FROM frozen_contents
    UNION ALL SELECT 'import_rejects', 'batch_id', 'import_batches', batch_id FROM import_rejects
    UNION ALL SELECT 'import_duplicate_rows', 'batch_id', 'import_batches', batch_id FROM import_duplicate_rows
    UNION ALL SELECT 'import_changes', 'batch_id', 'import_batches', batch_id FROM import_changes
    UNION ALL SELECT 'import_changes', 'previous_batch_id', 'import_batches', previous_batch_id FROM import_changes
    UNION ALL SELECT 'import_seen', 'batch_id', 'import_batches', batch_id FROM import_seen
    UNION ALL SELECT 'import_seen', 'owner_id', 'import_batches', owner_id FROM import_seen
    UNION ALL SELECT 'undone_rows', 'batch_id', 'import_batches', batch_id FROM undone_rows
    UNION ALL SELECT 'undone_readings', 'batch_id', 'import_batches', batch_id FROM undone_readings
    UNION ALL SELECT 'sensor_readings', 'batch_id', 'import_batches', batch_id FROM sensor_readings
    UNION ALL SELECT 'production_records', 'batch_id', 'import_batches', batch_id FROM production_records
    UNION ALL SELECT 'downtime_events', 'batch_id', 'import_batches', batch_id FROM downtime_events
    UNION ALL SELECT 'state_intervals', 'batch_id', 'import_batches', batch_id FROM state_intervals
    UNION ALL SELECT 'maintenance_logs', 'batch_id', 'import_batches', batch_id FROM maintenance_logs
    UNION ALL SELECT 'equipment', 'batch_id', 'import_batches', batch_id FROM equipment
), things AS (
    SELECT 'equipment' AS target, id FROM equipment
    UNION ALL SELECT 'users', id FROM users
    UNION ALL SELECT 'maintenance_alerts', id FROM maintenance_alerts
    UNION ALL SELECT 'import_batches', id FROM import_batches
    UNION ALL SELECT 'frozen_views', id FROM frozen_views
    UNION ALL SELECT 'predictions', id FROM predictions
), counted AS (
    SELECT entity, field, target, pointed_at, count(*)::BIGINT AS rows_found
    FROM pointers WHERE pointed_at IS NOT NULL GROUP BY ALL
)
SELECT entity, field, target, pointed_at, rows_found
FROM counted ANTI JOIN things ON counted.target = things.target AND counted.pointed_at = things.id
ORDER BY ALL
