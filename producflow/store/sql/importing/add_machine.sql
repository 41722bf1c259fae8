-- Create a machine that a file names.
INSERT INTO equipment (name, batch_id, source_line, created_at, updated_at)
VALUES ($name, $batch_id, $line, now()::TIMESTAMP, now()::TIMESTAMP)
