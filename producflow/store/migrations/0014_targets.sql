-- Goals: what a metric should come to, for a part of the plant, from a production day on. A change is a row of its own, so
-- that history keeps what held then.

CREATE SEQUENCE targets_id_seq;
CREATE TABLE targets (                       -- one row per metric, part of the plant, shift and day from which it holds
    id BIGINT PRIMARY KEY DEFAULT nextval('targets_id_seq'),
    metric VARCHAR NOT NULL,                 -- as in producflow.domain.metrics
    scope VARCHAR NOT NULL,                  -- plant, type, machine: see producflow.domain.targets.Scope
    equipment_type VARCHAR,                  -- of scope type
    equipment_id BIGINT,                     -- of scope machine
    shift VARCHAR,                           -- none: all shifts
    value DOUBLE,                            -- in the metric's unit; of what adds up per production day, or per shift where
                                             -- one is named; none: from then on there is no goal here
    valid_from DATE NOT NULL,                -- production day
    user_id BIGINT,                          -- who set it; none: a program
    batch_id BIGINT,
    source_line BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);
