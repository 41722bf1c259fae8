-- What was taken in from a lake: whose machines, which days, and under which manifest.
ALTER TABLE equipment ADD COLUMN plant VARCHAR;  -- whose it is, where several plants are looked at side by side

CREATE TABLE lake_plants (                   -- one row per plant of the lake that was ever met
    name VARCHAR PRIMARY KEY,
    raw VARCHAR,                             -- folder of its raw readings, from the one with its manifest
    formula VARCHAR,                         -- number and hash of what summed it up
    engine VARCHAR,
    limits VARCHAR,                          -- JSON, as in its manifest
    fault VARCHAR                            -- why it cannot be read at the moment; missing: it can
);

CREATE TABLE lake_machines (                 -- one row per machine that a lake is read for
    equipment_id BIGINT PRIMARY KEY,
    plant VARCHAR NOT NULL,
    name VARCHAR NOT NULL,                   -- in its plant
    stated VARCHAR[] NOT NULL                -- how raw files spell it
);

CREATE TABLE lake_days (                     -- one row per plant and UTC day whose hours stand in sensor_hourly
    plant VARCHAR NOT NULL,
    day DATE NOT NULL,
    sha256 VARCHAR NOT NULL,                 -- of the file that was taken in
    readings BIGINT NOT NULL,
    rejected BIGINT NOT NULL,                -- rows of files
    engine VARCHAR NOT NULL,
    published_at TIMESTAMP NOT NULL,
    taken_at TIMESTAMP NOT NULL
);

-- Hours that stand as a lake says them, whatever single readings of them there are here.
CREATE VIEW lake_spans AS
SELECT m.equipment_id, d.day FROM lake_machines AS m JOIN lake_days AS d USING (plant);
