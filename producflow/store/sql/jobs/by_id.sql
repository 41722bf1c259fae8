-- One maintenance job. Grain: one row or none. cost [plant currency], duration_hours [h].
SELECT * FROM maintenance_logs WHERE id = $id
