-- What taking imports back, bringing them back, and telling where a row came from need.

ALTER TABLE import_batches ADD COLUMN notes VARCHAR[];      -- what the rehearsal told whoever committed it
ALTER TABLE import_batches ADD COLUMN redone_at TIMESTAMP;  -- last brought back; its rows count as written then
ALTER TABLE import_batches ADD COLUMN redone_by BIGINT;
ALTER TABLE import_batches ADD COLUMN rows_kept BIGINT;     -- what bringing it back would write; none: nothing is kept

ALTER TABLE import_profiles ADD COLUMN updated_by BIGINT;
ALTER TABLE import_profiles ADD COLUMN columns VARCHAR[];   -- of the header it was made for, where that is known

-- The import that a changed row came from, as import_changes.before has it too: a number is found faster than in JSON.
ALTER TABLE import_changes ADD COLUMN previous_batch_id BIGINT;
UPDATE import_changes SET previous_batch_id = (before->>'$.batch_id')::BIGINT;

CREATE TABLE import_seen (                   -- one row per stored row that an import said too, without changing it
    batch_id BIGINT NOT NULL,
    entity VARCHAR NOT NULL,                 -- table name
    entity_id BIGINT NOT NULL,
    line BIGINT,                             -- of the import's file
    owner_id BIGINT                          -- import that the row was of; none: nobody's but a person's
);

CREATE TABLE undone_rows (                   -- one row per row that an undone import had said, to bring it back
    batch_id BIGINT NOT NULL,
    entity VARCHAR NOT NULL,                 -- table name
    entity_id BIGINT NOT NULL,
    line BIGINT,
    role VARCHAR NOT NULL,                   -- added: the row was the import's own; said: it found it; needed: a machine's name
    content VARCHAR NOT NULL                 -- JSON: the whole row as the import had left it
);

CREATE TABLE undone_readings (               -- the same for readings, which come by the million
    batch_id BIGINT NOT NULL,
    entity_id BIGINT NOT NULL,
    line BIGINT,
    role VARCHAR NOT NULL,
    equipment_id BIGINT NOT NULL,
    sensor_type VARCHAR NOT NULL,
    timestamp TIMESTAMP NOT NULL,
    value DOUBLE NOT NULL,
    unit VARCHAR,
    created_at TIMESTAMP NOT NULL
);
