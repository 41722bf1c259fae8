-- How many rows of an undone import are kept? Grain: one row. [rows]
SELECT
    (SELECT count(*) FROM undone_rows WHERE batch_id = $batch_id AND role <> 'needed')
    + (SELECT count(*) FROM undone_readings WHERE batch_id = $batch_id) AS rows
