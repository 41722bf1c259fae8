-- How were limits changed? Grain: one row per change, the newest first, $limit after $skip. before, after: JSON, missing where
-- there were none; open: whether it is in force and no later change of the same limits is. [UTC]
SELECT
    c.id, c.created_at, c.sensor_type, c.equipment_id, e.name AS machine, c.before, c.after, c.user_id,
    u.full_name AS person, c.undone_at, b.full_name AS undone_by,
    c.undone_at IS NULL AND c.id = max(c.id) FILTER (c.undone_at IS NULL)
        OVER (PARTITION BY c.sensor_type, c.equipment_id) AS open
FROM threshold_changes AS c
LEFT JOIN equipment AS e ON e.id = c.equipment_id
LEFT JOIN users AS u ON u.id = c.user_id
LEFT JOIN users AS b ON b.id = c.undone_by
ORDER BY c.id DESC
LIMIT $limit OFFSET $skip
