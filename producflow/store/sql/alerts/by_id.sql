-- One alert. Grain: one row or none. confidence [0-1], peak_value [the sensor's unit].
SELECT * FROM maintenance_alerts WHERE id = $id
