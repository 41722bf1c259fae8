-- Every change of limits, so that it can be taken back.

CREATE SEQUENCE threshold_changes_id_seq;
CREATE TABLE threshold_changes (             -- one row per change of limits, to take it back
    id BIGINT PRIMARY KEY DEFAULT nextval('threshold_changes_id_seq'),
    sensor_type VARCHAR NOT NULL,
    equipment_id BIGINT,                     -- none: the plant's default
    before VARCHAR,                          -- JSON: the whole row as it was; none: there were no limits
    after VARCHAR,                           -- JSON: the whole row as it was left; none: they were removed
    user_id BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    undone_at TIMESTAMP,
    undone_by BIGINT
);
