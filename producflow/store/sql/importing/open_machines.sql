-- Find every machine that the file names, or the number of which it states where it names them $by_number; those that we
-- do not know get a negative number. Grain: one row per machine.
CREATE TEMP TABLE import_machines AS
WITH named AS (
    SELECT lower(raw_equipment) AS folded, arg_min(raw_equipment, line) AS name, min(line) AS line
    FROM import_raw
    GROUP BY folded
)
SELECT
    n.folded, n.name, n.line,
    CASE
        WHEN n.folded IS NOT NULL THEN coalesce(min(e.id), -(row_number() OVER (ORDER BY n.line)))
    END AS equipment_id
FROM named n
LEFT JOIN equipment e ON CASE WHEN $by_number THEN e.id::VARCHAR ELSE lower(e.name) END = n.folded
GROUP BY n.folded, n.name, n.line
