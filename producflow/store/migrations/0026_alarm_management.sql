-- Alarms that somebody put aside for a time with a reason (shelved), and those that came while their machine stood anyway
-- (suppressed by design), as ISA-18.2 has them. Both leave the lists of what needs attention, and are counted apart.

ALTER TABLE maintenance_alerts ADD COLUMN suppressed_by VARCHAR;          -- stop: came during a stop of its machine that lasts; sensor: its
                                                                          -- readings tell of the sensor only, see sensor_faults

CREATE SEQUENCE alarm_shelves_id_seq;
CREATE TABLE alarm_shelves (                 -- one row per shelving
    id BIGINT PRIMARY KEY DEFAULT nextval('alarm_shelves_id_seq'),
    equipment_id BIGINT NOT NULL,
    alert_id BIGINT NOT NULL,                -- that was shelved; of readings, later ones of the same sensor and type too
    sensor_type VARCHAR,                     -- none: entered by a person or program, and only this one
    type VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    until TIMESTAMP NOT NULL,                -- when it ends by itself
    shelved_by BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    ended_at TIMESTAMP,                      -- none: in force
    ended_by BIGINT                          -- none although ended: by itself
);

-- Which shelves hold an alarm? Grain: one row per shelf and alert. in_force: whether it does now.
CREATE MACRO shelved_alarms() AS TABLE
    SELECT a.id AS alert_id, s.id AS shelf_id, s.created_at AS shelved_at, s.until, s.reason, s.shelved_by, s.ended_at
    FROM alarm_shelves s
    JOIN maintenance_alerts a
        ON a.equipment_id = s.equipment_id
        AND (a.id = s.alert_id OR s.sensor_type = a.sensor_type AND s.type = a.type);

-- Alerts with their state of ISA-18.2. Grain: one row per alert. state: unacknowledged, acknowledged, returned (its readings are
-- back and nobody acknowledged it), shelved, suppressed or resolved. suppressed_by: stop, maintenance, retired or sensor (which nobody
-- has to acknowledge, whether it is over or not); shelved_until [UTC].
CREATE MACRO alarms_told() AS TABLE
    SELECT
        a.* EXCLUDE (suppressed_by),
        s.shelf_id, s.until AS shelved_until, s.reason AS shelved_reason, s.shelved_by,
        CASE
            WHEN a.suppressed_by = 'sensor' THEN 'sensor'
            WHEN a.status = 'resolved' THEN NULL
            WHEN e.retired_on IS NOT NULL THEN 'retired'
            WHEN a.sensor_type IS NULL THEN NULL
            WHEN e.status = 'maintenance' THEN 'maintenance'
            ELSE a.suppressed_by
        END AS suppressed_by,
        CASE
            WHEN a.status = 'resolved' AND NOT a.closed AND a.acknowledged_at IS NULL
                AND a.suppressed_by IS DISTINCT FROM 'sensor' THEN 'returned'
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

-- Alerts that need somebody's attention: that stand, and are neither shelved nor suppressed. Grain: one row per alert.
CREATE MACRO alarms_wanting() AS TABLE
    SELECT * FROM alarms_told() WHERE state IN ('unacknowledged', 'acknowledged');
