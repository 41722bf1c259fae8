-- What did a machine make lately? Grain: one row per product, the newest first.
SELECT product FROM production_records
WHERE equipment_id = $equipment_id AND product <> ''
GROUP BY product
ORDER BY max(date) DESC, max(id) DESC
LIMIT $limit
