-- Why can kept rows not come back? Grain: one row per such row, the first $most in the order of their file.
SELECT
    'Line ' || coalesce(k.line::VARCHAR, '?') || ': '
    || coalesce(rule_fault.reason, 'it contradicts another row.') AS said
FROM import_plan p
JOIN redo_kept k ON k.number = p.line
WHERE action NOT IN ('add', 'update', 'unchanged')
ORDER BY k.line
LIMIT $most
