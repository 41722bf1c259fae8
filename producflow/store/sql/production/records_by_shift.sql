-- How many records name each shift? Grain: one row per shift with a record; records [count].
SELECT shift, count(*)::BIGINT AS records FROM production_records GROUP BY shift ORDER BY shift
