-- Add a frozen link. Grain: one row.
INSERT INTO frozen_views (
    token, page, query, first_day, last_day, machines, shifts, note, frozen_at, data_version, schema_version, audit_id,
    rows_kept, figures, created_by, created_by_name
) VALUES (
    $token, $page, $query, $first_day, $last_day, $machines, $shifts, $note, $frozen_at::TIMESTAMP, $data_version,
    $schema_version, $audit_id, $rows_kept, $figures, $created_by, $created_by_name
)
RETURNING id
