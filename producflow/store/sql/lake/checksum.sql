-- What do the staged `stated` readings of a file come to? Grain: one row.
SELECT count(*) AS n, coalesce(sum(hash(equipment, sensor_type, timestamp, value, unit)), 0)::VARCHAR AS checksum FROM stated
