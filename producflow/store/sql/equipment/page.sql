-- Machines by id, $limit of them after $skip, narrowed where a filter is given. Grain: one row per machine.
-- capacity [good units per 480 min], health_score [0-100].
SELECT * FROM equipment
WHERE ($status::VARCHAR IS NULL OR status = $status)
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], id))
ORDER BY id
LIMIT $limit OFFSET $skip
