-- Sum up the readings of the staged `touched` spans (one row per machine and sensor type) again.
-- Writes sensor_hourly of touched.equipment_id from touched.first.
INSERT INTO sensor_hourly
-- Here stands readings/touched_hours.
ORDER BY hour, r.equipment_id, r.sensor_type
