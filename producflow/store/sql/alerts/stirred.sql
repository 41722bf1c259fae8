-- Of which staged `touched` sensors can readings that were added have changed an episode? One that lies inside all limits
-- can only end one that lasted then or came after, so what matters is an hour with readings beyond a limit, or an alert
-- that was not over before. Grain: one row per machine and sensor type; "first", "last" as staged [UTC].
SELECT t.equipment_id, t.sensor_type, t."first", t."last"
FROM touched AS t
WHERE EXISTS (
        FROM sensor_hourly AS h
        WHERE h.equipment_id = t.equipment_id AND h.sensor_type = t.sensor_type
            AND h.hour >= date_trunc('hour', t."first"::TIMESTAMP) AND h.hour <= t."last"::TIMESTAMP
            AND h.hour >= $from::TIMESTAMP
            AND h.n_warning + h.n_critical > 0
    )
    OR
    -- Here stands alerts/not_over.
ORDER BY t.equipment_id, t.sensor_type
