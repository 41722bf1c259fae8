-- When and how often did each machine-shift report? Grain: one row per machine, production day and shift with a record.
-- planned_minutes [min] of all its records; first_stored: when the first of them came in; repeated: rows of imported
-- files that repeat one of them within their file, and were counted once.
WITH again AS (
    SELECT batch_id, same_as AS line, count(*) AS n
    FROM import_duplicate_rows
    WHERE batch_id IN (SELECT id FROM import_batches WHERE kind = 'production_records' AND undone_at IS NULL)
    GROUP BY batch_id, same_as
), of_records AS (
    SELECT r.id, a.n FROM production_records r JOIN again a ON a.batch_id = r.batch_id AND a.line = r.source_line
    UNION ALL
    SELECT s.entity_id, a.n
    FROM import_seen s
    JOIN again a ON a.batch_id = s.batch_id AND a.line = s.line
    WHERE s.entity = 'production_records'
), repeats AS (
    SELECT id, sum(n) AS n FROM of_records GROUP BY id
)
SELECT
    r.equipment_id,
    r.date,
    r.shift,
    count(*)::BIGINT AS records,
    sum(r.planned_minutes) AS planned_minutes,
    min(r.created_at) AS first_stored,
    coalesce(sum(p.n), 0)::BIGINT AS repeated
FROM production_records r
LEFT JOIN repeats p ON p.id = r.id
WHERE r.date BETWEEN $first_day AND $last_day
    AND ($last_shifts::VARCHAR[] IS NULL OR r.date < $last_day OR list_contains($last_shifts::VARCHAR[], r.shift))
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], r.equipment_id))
    AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], r.shift))
GROUP BY r.equipment_id, r.date, r.shift
