-- What machines were doing, as exports of their states say it; production records and downtime events follow from it.

CREATE SEQUENCE state_intervals_id_seq;

CREATE TABLE state_intervals (               -- one row per machine, start, product and whether it was producing
    id BIGINT NOT NULL DEFAULT nextval('state_intervals_id_seq'),
    equipment_id BIGINT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,                      -- none: until the machine's next interval begins
    state VARCHAR NOT NULL,                  -- producing, stopped, planned_stop, off
    producing BOOLEAN NOT NULL,
    reason VARCHAR,
    product VARCHAR NOT NULL DEFAULT '',     -- '' where the source names none
    output_quantity BIGINT,                  -- counts only where the machine is producing
    defect_quantity BIGINT,
    batch_id BIGINT,
    source_line BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

-- Where a row follows from others: 'state_intervals', and it is written anew whenever those change. None: it was
-- reported itself, and stands.
ALTER TABLE production_records ADD COLUMN origin VARCHAR;
ALTER TABLE downtime_events ADD COLUMN origin VARCHAR;
