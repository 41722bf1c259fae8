-- One shelf. Grain: one row or none.
SELECT * FROM alarm_shelves WHERE id = $id
