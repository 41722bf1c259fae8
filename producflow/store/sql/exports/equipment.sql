-- All machines, narrowed where a filter is given. Grain: one row per machine.
-- capacity [good units per 480 min], health_score [0-100].
SELECT id, name, type, location, plant, area, production_line, parent, status, capacity, installation_date, last_maintenance, health_score, retired_on,
       batch_id, created_at, updated_at
FROM equipment
WHERE ($status::VARCHAR IS NULL OR status = $status)
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], id))
ORDER BY id
