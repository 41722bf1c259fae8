-- Which imports did the rows behind a figure come from, and from which lines? Grain: one row per import, the one with
-- most rows first; one more with no batch_id for rows that a person or a program entered.
-- rows: behind the figure [rows]; lines: their lines in the file, the first $ranges ranges; more: further ranges [count];
-- rejected: rows of the file that were rejected, whatever period they were of [rows]. imported_at is a UTC instant.
WITH used AS (
    SELECT batch_id, source_line
    FROM production_records
    WHERE $entity = 'production_records'
        AND date BETWEEN $first_day AND $last_day
        AND ($last_shifts::VARCHAR[] IS NULL OR date < $last_day OR list_contains($last_shifts::VARCHAR[], shift))
        AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
        AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], shift))
    UNION ALL
    SELECT batch_id, source_line
    FROM downtime_events
    WHERE $entity = 'downtime_events' AND id IN (SELECT unnest($ids::BIGINT[]))
    UNION ALL
    SELECT batch_id, source_line
    FROM maintenance_logs
    WHERE $entity = 'maintenance_logs' AND id IN (SELECT unnest($ids::BIGINT[]))
), counted AS (
    SELECT batch_id, count(*)::BIGINT AS rows FROM used GROUP BY batch_id
), numbered AS (
    SELECT DISTINCT
        batch_id, source_line,
        -- Lines that follow on one another lie equally far ahead of their rank.
        source_line - dense_rank() OVER (PARTITION BY batch_id ORDER BY source_line) AS island
    FROM used
    WHERE batch_id IS NOT NULL AND source_line IS NOT NULL
), ranges AS (
    SELECT
        batch_id, min(source_line) AS first, max(source_line) AS last,
        row_number() OVER (PARTITION BY batch_id ORDER BY min(source_line)) AS place
    FROM numbered
    GROUP BY batch_id, island
), lines AS (
    SELECT
        batch_id,
        string_agg(CASE WHEN first = last THEN first::VARCHAR ELSE first || '–' || last END, ', ' ORDER BY first)
            FILTER (place <= $ranges) AS lines,
        greatest(count(*) - $ranges, 0)::BIGINT AS more
    FROM ranges
    GROUP BY batch_id
)
SELECT
    c.batch_id, c.rows, coalesce(l.lines, '') AS lines, coalesce(l.more, 0)::BIGINT AS more, b.file_name, b.kind,
    b.created_at AS imported_at, u.full_name AS imported_by, coalesce(b.rows_rejected, 0)::BIGINT AS rejected
FROM counted c
LEFT JOIN lines l ON l.batch_id = c.batch_id
LEFT JOIN import_batches b ON b.id = c.batch_id
LEFT JOIN users u ON u.id = b.user_id
ORDER BY c.rows DESC, c.batch_id NULLS LAST
