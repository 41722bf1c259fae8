-- Which tables use one number for two rows? Grain: one row per table and number; rows_found [count].
SELECT 'sensor_readings' AS entity, id, count(*)::BIGINT AS rows_found
FROM sensor_readings GROUP BY id HAVING count(*) > 1
UNION ALL
SELECT 'production_records', id, count(*)::BIGINT FROM production_records GROUP BY id HAVING count(*) > 1
UNION ALL
SELECT 'downtime_events', id, count(*)::BIGINT FROM downtime_events GROUP BY id HAVING count(*) > 1
UNION ALL
SELECT 'maintenance_logs', id, count(*)::BIGINT FROM maintenance_logs GROUP BY id HAVING count(*) > 1
UNION ALL
SELECT 'audit_log', id, count(*)::BIGINT FROM audit_log GROUP BY id HAVING count(*) > 1
ORDER BY 1, 2
