-- From which production day on a machine is not there any more: its history stays, and nothing is expected of it.
ALTER TABLE equipment ADD COLUMN retired_on DATE;

-- Its alerts are suppressed: nobody can do anything about them any more.
-- Alerts with their state of ISA-18.2. Grain: one row per alert. state: unacknowledged, acknowledged, returned (its readings are
-- back and nobody acknowledged it), shelved, suppressed or resolved. suppressed_by: stop, maintenance or retired; shelved_until [UTC].
CREATE OR REPLACE MACRO alarms_told() AS TABLE
    SELECT
        a.* EXCLUDE (suppressed_by),
        s.shelf_id, s.until AS shelved_until, s.reason AS shelved_reason, s.shelved_by,
        CASE
            WHEN a.status = 'resolved' THEN NULL
            WHEN e.retired_on IS NOT NULL THEN 'retired'
            WHEN a.sensor_type IS NULL THEN NULL
            WHEN e.status = 'maintenance' THEN 'maintenance'
            ELSE a.suppressed_by
        END AS suppressed_by,
        CASE
            WHEN a.status = 'resolved' AND NOT a.closed AND a.acknowledged_at IS NULL THEN 'returned'
            WHEN a.status = 'resolved' THEN 'resolved'
            WHEN e.retired_on IS NOT NULL THEN 'suppressed'
            WHEN s.shelf_id IS NOT NULL THEN 'shelved'
            WHEN a.sensor_type IS NOT NULL AND (e.status = 'maintenance' OR a.suppressed_by IS NOT NULL) THEN 'suppressed'
            WHEN a.status = 'acknowledged' THEN 'acknowledged'
            ELSE 'unacknowledged'
        END AS state
    FROM maintenance_alerts a
    LEFT JOIN equipment e ON e.id = a.equipment_id
    LEFT JOIN (
        SELECT alert_id, max(shelf_id) AS shelf_id, arg_max(until, shelf_id) AS until, arg_max(reason, shelf_id) AS reason,
            arg_max(shelved_by, shelf_id) AS shelved_by
        FROM shelved_alarms()
        WHERE ended_at IS NULL
        GROUP BY alert_id
    ) s ON s.alert_id = a.id;
