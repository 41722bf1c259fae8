-- Machines by id, $limit of them after $skip, of one reported $status where it is given. Grain: one row per machine.
-- capacity [good units per 480 min], health_score [0-100].
SELECT * FROM equipment
WHERE $status::VARCHAR IS NULL OR status = $status
ORDER BY id
LIMIT $limit OFFSET $skip
