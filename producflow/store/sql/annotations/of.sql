-- Which notes stand on the charts of some machines? Grain: one row per note, in order of time: those of the machines
-- and those of the whole plant; removed ones are left out. starts_at, ends_at [UTC].
SELECT a.id, a.equipment_id, e.name AS machine, a.starts_at, a.ends_at, a.text, a.created_by, a.created_by_name
FROM annotations a
LEFT JOIN equipment e ON e.id = a.equipment_id
WHERE a.removed_at IS NULL
    AND ($machines::BIGINT[] IS NULL OR a.equipment_id IS NULL
        OR list_contains($machines::BIGINT[], a.equipment_id))
ORDER BY a.starts_at, a.id
