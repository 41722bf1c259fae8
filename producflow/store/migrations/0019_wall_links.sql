-- Links by which screens in the hall show the wall, and nothing else.

CREATE SEQUENCE wall_links_id_seq;
CREATE TABLE wall_links (                    -- one row per link
    id BIGINT PRIMARY KEY DEFAULT nextval('wall_links_id_seq'),
    name VARCHAR NOT NULL,                   -- where the screen hangs
    location VARCHAR,                        -- machines of this place only; none: of the whole plant
    token_hash VARCHAR NOT NULL UNIQUE,      -- SHA-256 of what the address carries, which is kept nowhere
    created_by BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    last_used_at TIMESTAMP,                  -- to the minute
    revoked_at TIMESTAMP,
    revoked_by BIGINT
);
