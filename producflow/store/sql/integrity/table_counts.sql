-- How many rows does each table hold? Grain: one row per table; rows_found [count].
SELECT 'users' AS entity, count(*)::BIGINT AS rows_found FROM users
UNION ALL SELECT 'equipment', count(*)::BIGINT FROM equipment
UNION ALL SELECT 'sensor_readings', count(*)::BIGINT FROM sensor_readings
UNION ALL SELECT 'sensor_hourly', count(*)::BIGINT FROM sensor_hourly
UNION ALL SELECT 'sensor_latest', count(*)::BIGINT FROM sensor_latest
UNION ALL SELECT 'maintenance_alerts', count(*)::BIGINT FROM maintenance_alerts
UNION ALL SELECT 'maintenance_logs', count(*)::BIGINT FROM maintenance_logs
UNION ALL SELECT 'production_records', count(*)::BIGINT FROM production_records
UNION ALL SELECT 'downtime_events', count(*)::BIGINT FROM downtime_events
UNION ALL SELECT 'annotations', count(*)::BIGINT FROM annotations
UNION ALL SELECT 'state_intervals', count(*)::BIGINT FROM state_intervals
UNION ALL SELECT 'thresholds', count(*)::BIGINT FROM thresholds
UNION ALL SELECT 'plant_settings', count(*)::BIGINT FROM plant_settings
UNION ALL SELECT 'import_batches', count(*)::BIGINT FROM import_batches
UNION ALL SELECT 'import_rejects', count(*)::BIGINT FROM import_rejects
UNION ALL SELECT 'import_duplicate_rows', count(*)::BIGINT FROM import_duplicate_rows
UNION ALL SELECT 'import_changes', count(*)::BIGINT FROM import_changes
UNION ALL SELECT 'import_seen', count(*)::BIGINT FROM import_seen
UNION ALL SELECT 'undone_rows', count(*)::BIGINT FROM undone_rows
UNION ALL SELECT 'undone_readings', count(*)::BIGINT FROM undone_readings
UNION ALL SELECT 'import_profiles', count(*)::BIGINT FROM import_profiles
UNION ALL SELECT 'audit_log', count(*)::BIGINT FROM audit_log
UNION ALL SELECT 'frozen_views', count(*)::BIGINT FROM frozen_views
UNION ALL SELECT 'frozen_parts', count(*)::BIGINT FROM frozen_parts
UNION ALL SELECT 'frozen_contents', count(*)::BIGINT FROM frozen_contents
