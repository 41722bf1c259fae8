-- Which days of a span does the lake say of a machine? Grain: one row per day.
SELECT day FROM lake_spans WHERE equipment_id = $equipment_id AND day BETWEEN $starts::DATE AND $ends::DATE ORDER BY day
