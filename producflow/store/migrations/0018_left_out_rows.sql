-- How many rows of an import were left out, as a person or the file itself said: totals, bad quality, cancelled jobs.

ALTER TABLE import_batches ADD COLUMN rows_left_out BIGINT DEFAULT 0;

-- What a machine is a part of, as a CMMS says it.

ALTER TABLE equipment ADD COLUMN parent VARCHAR;    -- name of an asset; none: it stands for itself
