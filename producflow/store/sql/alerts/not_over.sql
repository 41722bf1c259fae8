-- Whether an alert of a sensor of `t` was not over when its span began, which a reading in it may end.
    EXISTS (
        FROM maintenance_alerts AS a
        WHERE a.equipment_id = t.equipment_id AND a.sensor_type = t.sensor_type
            AND (a.ended_at IS NULL OR a.ended_at >= t."first"::TIMESTAMP)
    )
