-- What happened lately? Grain: one row per event up to $now, newest first: an upload (or its undoing), an alert raised,
-- acknowledged or resolved, a job finished. equipment_id is missing for what concerns no single machine.
WITH events AS (
    SELECT b.created_at AS "at", 'upload' AS kind, NULL::BIGINT AS equipment_id, b.user_id,
        format('{} uploaded: {} new, {} changed, {} rejected rows', b.file_name, b.rows_added, b.rows_updated,
            b.rows_rejected) AS what
    FROM import_batches b
    UNION ALL
    SELECT b.undone_at, 'upload', NULL, b.undone_by, format('{} undone', b.file_name)
    FROM import_batches b
    UNION ALL
    SELECT coalesce(a.started_at, a.created_at), 'alert', a.equipment_id, a.created_by, format('Alert: {}', a.title)
    FROM maintenance_alerts a
    UNION ALL
    SELECT a.acknowledged_at, 'alert', a.equipment_id, a.acknowledged_by, format('Alert acknowledged: {}', a.title)
    FROM maintenance_alerts a
    UNION ALL
    SELECT a.resolved_at, 'alert', a.equipment_id, a.resolved_by, format('Alert resolved: {}', a.title)
    FROM maintenance_alerts a
    UNION ALL
    SELECT l.completed_date, 'job', l.equipment_id, l.technician_id,
        format('{} job finished: {}', upper(l.maintenance_type[1]) || l.maintenance_type[2:], l.description)
    FROM maintenance_logs l
    WHERE l.status = 'completed'
)
SELECT v."at", v.kind, v.equipment_id, e.name AS machine, v.what, u.full_name AS who
FROM events v
LEFT JOIN equipment e ON e.id = v.equipment_id
LEFT JOIN users u ON u.id = v.user_id
WHERE v."at" <= $now::TIMESTAMP
    AND ($machines::BIGINT[] IS NULL OR v.equipment_id IS NULL
        OR list_contains($machines::BIGINT[], v.equipment_id))
ORDER BY v."at" DESC, v.what, v.kind, v.equipment_id, v.user_id  -- of a total order, or the limit would cut at random
LIMIT $limit
