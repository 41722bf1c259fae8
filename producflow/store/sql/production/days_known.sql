-- From when to when are there production records? Grain: one row; production days, missing when there are none.
SELECT min(date) AS first_day, max(date) AS last_day FROM production_records
