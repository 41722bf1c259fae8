-- For which machine did a person enter something last? Grain: one row or none.
SELECT equipment_id FROM (
    SELECT h.made_at, r.equipment_id
    FROM hand_entries h
    JOIN production_records r ON h.entity = 'production_records' AND r.id = h.entity_id
    WHERE h.user_id = $user_id
    UNION ALL
    SELECT h.made_at, d.equipment_id
    FROM hand_entries h
    JOIN downtime_events d ON h.entity = 'downtime_events' AND d.id = h.entity_id
    WHERE h.user_id = $user_id
)
ORDER BY made_at DESC
LIMIT 1
