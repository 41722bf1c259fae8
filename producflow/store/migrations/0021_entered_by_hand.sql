-- What people enter one by one, so that it is entered once however often it is sent, and corrected by whoever entered it.

CREATE SEQUENCE hand_entries_id_seq;
CREATE TABLE hand_entries (                  -- one row per production record or stop that was entered one by one
    id BIGINT PRIMARY KEY DEFAULT nextval('hand_entries_id_seq'),
    entity VARCHAR NOT NULL,                 -- table name
    entity_id BIGINT NOT NULL,               -- it stays when the row is taken back
    sent_as VARCHAR,                         -- made by the sender, the same one at each try; none: not sent again
    user_id BIGINT,                          -- none: a program
    made_by VARCHAR NOT NULL,                -- address of the person or name of the program, as the audit log has it
    made_by_name VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

-- Why machines stop, as people choose it where they record stops; managers keep it. Stops keep the text.
CREATE SEQUENCE stop_reasons_id_seq;
CREATE TABLE stop_reasons (                  -- one row per reason that can be chosen
    id BIGINT PRIMARY KEY DEFAULT nextval('stop_reasons_id_seq'),
    name VARCHAR NOT NULL UNIQUE,
    planned BOOLEAN NOT NULL,                -- whether a stop for this reason is a planned one
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);
