-- One change of limits. Grain: one row or none. before, after: JSON, missing where there were none.
SELECT * FROM threshold_changes WHERE id = $id
