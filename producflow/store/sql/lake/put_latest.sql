-- Keep the staged `latest` readings. Grain: one row per machine and sensor type; value [`unit`].
INSERT INTO sensor_latest SELECT equipment_id, sensor_type, timestamp, value, unit, status FROM latest
