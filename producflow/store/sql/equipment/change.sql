-- Change a machine. capacity [good units per 480 min], health_score [0-100].
-- updated_at grows whatever the clock does, so that an undo can tell an edit.
UPDATE equipment
SET name = $name, type = $type, location = $location, area = $area, production_line = $production_line,
    status = $status, capacity = $capacity,
    installation_date = $installation_date, last_maintenance = $last_maintenance, health_score = $health_score, retired_on = $retired_on,
    updated_at = greatest(now()::TIMESTAMP, updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $id
