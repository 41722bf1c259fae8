-- Readings that were removed by age, whose hourly sums stay.

CREATE TABLE readings_retired (              -- one row per time that readings were removed
    "before" TIMESTAMP NOT NULL,             -- all readings before it are gone, but the last one of each sensor; a whole hour
    rows_removed BIGINT NOT NULL,
    retired_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE import_retired (                -- one row per import that lost readings, and time that it did
    batch_id BIGINT NOT NULL,
    rows_removed BIGINT NOT NULL
);

-- From when on every single reading is kept [UTC].
CREATE MACRO raw_kept_from() AS (SELECT coalesce(max("before"), TIMESTAMP '0001-01-01') FROM readings_retired);
