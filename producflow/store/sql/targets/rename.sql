-- Call the area or line of a goal otherwise. Grain: the row as it is now. updated_at as in targets/change.
UPDATE targets
SET area = $area,
    production_line = $production_line,
    updated_at = greatest(now()::TIMESTAMP, updated_at + INTERVAL 1 MICROSECOND)
WHERE id = $id
RETURNING *
