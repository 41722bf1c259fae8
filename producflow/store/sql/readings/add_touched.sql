-- Note that readings of these sensors are not summed up yet. Grain: one row per sensor and hour.
INSERT INTO readings_touched
SELECT unnest($equipment_ids::BIGINT[]), unnest($sensor_types::VARCHAR[]), unnest($firsts::TIMESTAMP[]),
       unnest($lasts::TIMESTAMP[])
