-- What programs need: keys of their own, and readings that are summed up shortly after they are stored.

CREATE SEQUENCE api_keys_id_seq;
CREATE TABLE api_keys (
    id BIGINT PRIMARY KEY DEFAULT nextval('api_keys_id_seq'),
    name VARCHAR NOT NULL UNIQUE,            -- of the machine or program that has it
    role VARCHAR NOT NULL CHECK (role IN ('operator', 'technician', 'analyst', 'manager', 'admin')),
    key_hash VARCHAR NOT NULL UNIQUE,        -- SHA-256 of the key, which is kept nowhere
    created_by BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    last_used_at TIMESTAMP,                  -- to the minute
    revoked_at TIMESTAMP,
    revoked_by BIGINT
);

CREATE TABLE readings_touched (              -- stored readings that roll-ups and alerts do not know of yet
    equipment_id BIGINT NOT NULL,
    sensor_type VARCHAR NOT NULL,
    first TIMESTAMP NOT NULL,                -- they lie from first to last
    last TIMESTAMP NOT NULL
);
