-- Notes that people put on charts: what happened there that explains the numbers.

CREATE SEQUENCE annotations_id_seq;
CREATE TABLE annotations (                   -- one row per note
    id BIGINT PRIMARY KEY DEFAULT nextval('annotations_id_seq'),
    equipment_id BIGINT,                     -- none: it is about the whole plant
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP,                       -- none: a moment
    text VARCHAR NOT NULL,
    created_by BIGINT,
    created_by_name VARCHAR NOT NULL,        -- as it was then
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    removed_at TIMESTAMP,                    -- no chart shows it any more; it can be brought back
    removed_by BIGINT
);
