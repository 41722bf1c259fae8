-- What was recorded of one machine in one shift? Grain: one row per product; quantities [units], minutes [min].
SELECT * FROM production_records
WHERE equipment_id = $equipment_id AND date = $day AND shift = $shift
ORDER BY product, id
