-- Note one import, and tell its number. Grain: one row. rows_* [rows]
INSERT INTO import_batches (
    kind, file_name, sha256, profile, mapping, columns, delimiter, user_id,
    rows_read, rows_added, rows_updated, rows_unchanged, rows_duplicate, rows_rejected, rows_left_out,
    notes
)
VALUES (
    $kind, $file_name, $sha256, $profile, $mapping, $columns, $delimiter, $user_id,
    $rows_read, $rows_added, $rows_updated, $rows_unchanged, $rows_duplicate, $rows_rejected, $rows_left_out,
    $notes
)
RETURNING id
