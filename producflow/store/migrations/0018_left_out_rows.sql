-- How many rows of an import were left out, as a person or the file itself said: totals, bad quality, cancelled jobs.

ALTER TABLE import_batches ADD COLUMN rows_left_out BIGINT DEFAULT 0;
