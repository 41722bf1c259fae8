-- Find which machine each kept number means now: its own, or the one of its name. Grain: one row per machine.
CREATE OR REPLACE TEMP TABLE redo_machines AS
SELECT
    u.entity_id AS old_id,
    any_value(u.content->>'$.name') AS name,
    coalesce(any_value(e.id), any_value(f.id)) AS equipment_id
FROM undone_rows u
LEFT JOIN equipment e ON e.id = u.entity_id
LEFT JOIN equipment f ON lower(f.name) = lower(u.content->>'$.name')
WHERE u.batch_id = $batch_id AND u.entity = 'equipment'
GROUP BY u.entity_id
