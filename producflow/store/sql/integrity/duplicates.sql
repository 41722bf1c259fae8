-- Which natural keys of SPEC section 2 occur more than once? Grain: one row per such key; rows_found [count].
SELECT 'users' AS entity, lower(email) AS natural_key, count(*)::BIGINT AS rows_found
FROM users GROUP BY lower(email) HAVING count(*) > 1
UNION ALL
SELECT 'equipment', name, count(*)::BIGINT
FROM equipment GROUP BY name HAVING count(*) > 1
UNION ALL
SELECT 'sensor_readings', concat_ws(', ', equipment_id, sensor_type, timestamp), count(*)::BIGINT
FROM sensor_readings GROUP BY equipment_id, sensor_type, timestamp HAVING count(*) > 1
UNION ALL
SELECT 'production_records', concat_ws(', ', equipment_id, date, shift, product), count(*)::BIGINT
FROM production_records GROUP BY equipment_id, date, shift, product HAVING count(*) > 1
UNION ALL
SELECT 'downtime_events', concat_ws(', ', equipment_id, started_at), count(*)::BIGINT
FROM downtime_events GROUP BY equipment_id, started_at HAVING count(*) > 1
UNION ALL
SELECT 'state_intervals', concat_ws(', ', equipment_id, started_at, product, producing), count(*)::BIGINT
FROM state_intervals GROUP BY equipment_id, started_at, product, producing HAVING count(*) > 1
UNION ALL
SELECT 'maintenance_logs', external_id, count(*)::BIGINT
FROM maintenance_logs WHERE external_id IS NOT NULL GROUP BY external_id HAVING count(*) > 1
UNION ALL
SELECT 'maintenance_logs', concat_ws(', ', equipment_id, maintenance_type, scheduled_date, description), count(*)::BIGINT
FROM maintenance_logs WHERE external_id IS NULL
GROUP BY equipment_id, maintenance_type, scheduled_date, description HAVING count(*) > 1
UNION ALL
SELECT 'thresholds', concat_ws(', ', sensor_type, coalesce(equipment_id::VARCHAR, 'plant')), count(*)::BIGINT
FROM thresholds GROUP BY sensor_type, equipment_id HAVING count(*) > 1
UNION ALL
SELECT 'targets', concat_ws(', ', metric, scope, equipment_type, area, production_line, equipment_id, shift, valid_from), count(*)::BIGINT
FROM targets GROUP BY metric, scope, equipment_type, area, production_line, equipment_id, shift, valid_from HAVING count(*) > 1
UNION ALL
SELECT 'ideal_rates', concat_ws(', ', equipment_id, product, valid_from), count(*)::BIGINT
FROM ideal_rates GROUP BY equipment_id, product, valid_from HAVING count(*) > 1
ORDER BY 1, 2
