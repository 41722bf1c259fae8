-- All notes on charts, oldest first, narrowed where a filter is given: those whose time touches $from to $to, both
-- included [UTC]. Removed ones are left out. Grain: one row per note.
SELECT id, equipment_id, equipment, starts_at, ends_at, text, created_by, created_by_name, created_at, updated_at
FROM annotations
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE removed_at IS NULL
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($from::TIMESTAMP IS NULL OR coalesce(ends_at, starts_at) >= $from::TIMESTAMP)
    AND ($to::TIMESTAMP IS NULL OR starts_at <= $to::TIMESTAMP)
ORDER BY starts_at, id
