-- Alerts of a machine that were open at some time of a span. Grain: one row per alert, newest first.
-- started_at: first reading beyond the limit, or its entry; closed_at: when the readings came back or it was resolved,
-- missing while neither happened [UTC]. peak_value [the sensor's unit].
SELECT
    id, type, priority, title, description, status, sensor_type, confidence, predicted_date, peak_value,
    coalesce(started_at, created_at) AS started_at,
    least(ended_at, resolved_at) AS closed_at,
    resolved_at
FROM maintenance_alerts
WHERE equipment_id = $equipment_id
    AND coalesce(started_at, created_at) < $ends::TIMESTAMP
    AND coalesce(ended_at, resolved_at, 'infinity'::TIMESTAMP) >= $starts::TIMESTAMP
ORDER BY started_at DESC, id DESC
