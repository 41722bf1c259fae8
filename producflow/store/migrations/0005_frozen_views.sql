-- Links to the numbers as they were: which rows every page showed then, kept once however many links share them.

CREATE SEQUENCE frozen_views_id_seq;
CREATE TABLE frozen_views (                  -- one row per frozen link
    id BIGINT PRIMARY KEY DEFAULT nextval('frozen_views_id_seq'),
    token VARCHAR NOT NULL UNIQUE,           -- what its address carries; random, so that nobody guesses another
    page VARCHAR NOT NULL,
    query VARCHAR NOT NULL,                  -- the rest of its address: filters and time zone
    first_day DATE NOT NULL,                 -- production days that the query meant then, both included
    last_day DATE NOT NULL,
    machines BIGINT[],                       -- none: all
    shifts VARCHAR[],                        -- none: all
    note VARCHAR NOT NULL DEFAULT '',
    frozen_at TIMESTAMP NOT NULL,            -- the "now" of everything that it shows
    data_version BIGINT NOT NULL,
    schema_version BIGINT NOT NULL,          -- newest migration that its rows had been through
    audit_id BIGINT NOT NULL,                -- newest audit entry then: what came later is what has changed since
    rows_kept BIGINT NOT NULL,
    figures VARCHAR NOT NULL,                -- JSON: what it came to then
    created_by BIGINT,
    created_by_name VARCHAR NOT NULL,        -- as it was then
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    removed_at TIMESTAMP,
    removed_by BIGINT
);

CREATE TABLE frozen_parts (                  -- one row per piece of a table; links frozen one after another share most
    sha256 VARCHAR NOT NULL,                 -- of content
    content BLOB NOT NULL                    -- Parquet
);

CREATE TABLE frozen_contents (               -- which pieces a frozen link is made of
    frozen_id BIGINT NOT NULL,
    table_name VARCHAR NOT NULL,
    part BIGINT NOT NULL,                    -- their order
    sha256 VARCHAR NOT NULL
);
