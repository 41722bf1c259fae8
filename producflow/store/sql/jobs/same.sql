-- Is there a job other than $own_id with the same natural key? Grain: one row or none.
SELECT id
FROM maintenance_logs
WHERE id IS DISTINCT FROM $own_id::BIGINT AND CASE
    WHEN $external_id::VARCHAR IS NOT NULL THEN external_id = $external_id
    ELSE external_id IS NULL AND equipment_id = $equipment_id AND maintenance_type = $maintenance_type
        AND scheduled_date IS NOT DISTINCT FROM $scheduled_date::TIMESTAMP AND description = $description
END
ORDER BY id
LIMIT 1
