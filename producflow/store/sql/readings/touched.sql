-- Which spans hold readings that are not summed up yet? Grain: one row per sensor and hour with such readings.
SELECT equipment_id, sensor_type, first, last FROM readings_touched ORDER BY equipment_id, sensor_type, first
