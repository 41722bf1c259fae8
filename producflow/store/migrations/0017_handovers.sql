-- Who handed a shift over, with which words, and who took it over.

CREATE SEQUENCE handovers_id_seq;
CREATE TABLE handovers (                     -- one row per shift that was handed over
    id BIGINT PRIMARY KEY DEFAULT nextval('handovers_id_seq'),
    day DATE NOT NULL,                       -- production day
    shift VARCHAR NOT NULL,
    text VARCHAR NOT NULL,                   -- what the next shift should know; may be empty
    handed_by BIGINT,                        -- none: a program
    handed_by_name VARCHAR NOT NULL,         -- as it was then
    handed_at TIMESTAMP NOT NULL,
    taken_by BIGINT,
    taken_by_name VARCHAR,                   -- none: nobody has taken it over yet
    taken_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    UNIQUE (day, shift)
);
