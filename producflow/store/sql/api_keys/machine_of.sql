-- Which machine is a row of? Grain: one row or none.
SELECT equipment_id FROM production_records WHERE $of = 'record_id' AND id = $id
UNION ALL SELECT equipment_id FROM downtime_events WHERE $of = 'stop_id' AND id = $id
UNION ALL SELECT equipment_id FROM maintenance_logs WHERE $of = 'log_id' AND id = $id
UNION ALL SELECT equipment_id FROM maintenance_alerts WHERE $of = 'alert_id' AND id = $id
UNION ALL SELECT equipment_id FROM predictions WHERE $of = 'prediction_id' AND id = $id
