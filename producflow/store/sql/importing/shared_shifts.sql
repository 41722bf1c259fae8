-- How many machine-shifts that the plan writes to have several records that share their minutes? Grain: one row.
SELECT count(*)
FROM (
    SELECT 1
    FROM production_records
    WHERE planned_shared AND (equipment_id, date, shift) IN (
        SELECT (equipment_id, date, shift) FROM import_plan WHERE action IN ('add', 'update')
    )
    GROUP BY equipment_id, date, shift
    HAVING count(*) > 1
)
