-- Find what is to be removed by age: the readings before $before, but the last one of each sensor, which stays so that
-- its latest reading is known whatever is undone. Grain: one row per reading [UTC].
CREATE OR REPLACE TEMP TABLE retiring AS
SELECT id, batch_id
FROM sensor_readings
WHERE timestamp < $before::TIMESTAMP
QUALIFY row_number() OVER (PARTITION BY equipment_id, sensor_type ORDER BY timestamp DESC, id DESC) > 1
