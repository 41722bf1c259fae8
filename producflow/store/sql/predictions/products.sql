-- What did machines make in each shift? Grain: one row per machine, production day and shift with a record that names a product; of
-- several the one of which most was made.
SELECT equipment_id, date, shift, arg_max(product, coalesce(output_quantity, 0)) AS product
FROM production_records
WHERE list_contains($machines::BIGINT[], equipment_id) AND date >= $first_day AND product <> ''
GROUP BY equipment_id, date, shift
ORDER BY equipment_id, date, shift
