-- Remove one row of limits.
DELETE FROM thresholds WHERE id = $id
