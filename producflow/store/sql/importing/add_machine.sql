-- Create a machine that a file names. capacity [good units per 480 min].
INSERT INTO equipment (name, type, capacity, batch_id, source_line, created_at, updated_at)
VALUES ($name, $type, $capacity, $batch_id, $line, now()::TIMESTAMP, now()::TIMESTAMP)
