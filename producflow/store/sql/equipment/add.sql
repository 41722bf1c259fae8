-- Add a machine and tell its id. capacity [good units per 480 min], health_score [0-100].
INSERT INTO equipment (
    name, type, location, area, production_line, status, capacity, installation_date, last_maintenance, health_score, retired_on
)
VALUES (
    $name, $type, $location, $area, $production_line, $status, $capacity, $installation_date, $last_maintenance, $health_score, $retired_on
)
RETURNING id
