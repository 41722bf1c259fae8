-- Is there such a machine? Grain: one row or none.
SELECT id FROM equipment WHERE id = $id
