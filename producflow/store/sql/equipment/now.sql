-- How does every machine that is there stand at this moment? Grain: one row per machine, by name. Of its newest readings
-- beyond a limit, which $machines, $sensor_types, $values, $units and $statuses name, sensor_type, value and bound [`unit`], reading_status
-- are of the gravest (missing: none is), and bound is the limit that it has crossed; fresh: whether it is among $fresh.
-- alerts: active ones that are neither shelved nor suppressed [count]; worst_priority, title and alert_since [UTC] are of the gravest, the oldest of those;
-- alert_id: id of the gravest open one.
WITH beyond AS (
    SELECT
        unnest($machines::BIGINT[]) AS equipment_id, unnest($sensor_types::VARCHAR[]) AS sensor_type,
        unnest($values::DOUBLE[]) AS value, unnest($units::VARCHAR[]) AS unit, unnest($statuses::VARCHAR[]) AS status
), gravest AS (
    SELECT b.*, coalesce(own.id, plant.id) AS threshold_id
    FROM beyond AS b
    LEFT JOIN thresholds AS own ON own.sensor_type = b.sensor_type AND own.equipment_id = b.equipment_id
    LEFT JOIN thresholds AS plant ON plant.sensor_type = b.sensor_type AND plant.equipment_id IS NULL
    -- By letters, too, critical comes before warning.
    QUALIFY row_number() OVER (PARTITION BY b.equipment_id ORDER BY b.status, b.sensor_type) = 1
), alerts AS (
    SELECT equipment_id, (count(*) FILTER (status = 'active'))::BIGINT AS alerts, arg_min(id, (rank, since, id)) AS alert,
        arg_min(struct_pack(priority, title, since), (rank, since, id)) FILTER (status = 'active') AS worst
    FROM (
        SELECT *, list_position(['critical', 'high', 'medium', 'low'], priority) AS rank,
            coalesce(started_at, created_at) AS since
        FROM alarms_wanting()
    )
    GROUP BY equipment_id
)
SELECT
    e.id AS equipment_id, e.name, e.status,
    g.sensor_type, g.value, g.unit, g.status AS reading_status,
    CASE
        WHEN g.status = 'critical' AND g.value > t.crit_high THEN t.crit_high
        WHEN g.status = 'critical' AND g.value < t.crit_low THEN t.crit_low
        WHEN g.value > t.warn_high THEN t.warn_high
        WHEN g.value < t.warn_low THEN t.warn_low
    END AS bound,
    list_contains($fresh::BIGINT[], e.id) AS fresh,
    coalesce(a.alerts, 0)::BIGINT AS alerts, a.worst.priority AS worst_priority, a.worst.title AS title,
    a.worst.since AS alert_since, a.alert AS alert_id
FROM equipment AS e
LEFT JOIN gravest AS g ON g.equipment_id = e.id
LEFT JOIN thresholds AS t ON t.id = g.threshold_id
LEFT JOIN alerts AS a ON a.equipment_id = e.id
WHERE e.retired_on IS NULL
ORDER BY e.name, e.id
