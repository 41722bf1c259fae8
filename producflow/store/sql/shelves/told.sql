-- One alert with its state, and the shelf that holds it. Grain: one row or none. shelved_until [UTC].
SELECT * FROM alarms_told() WHERE id = $id
