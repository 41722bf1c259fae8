-- What accounts with a password ask for beside it, and links by which somebody sets a password of their own.
ALTER TABLE users ADD COLUMN must_change_password BOOLEAN DEFAULT FALSE;  -- somebody else set it, and so knows it
ALTER TABLE sessions ADD COLUMN factor BOOLEAN DEFAULT FALSE;             -- begun with a second factor

-- No keys: a factor that was removed and is set up anew would meet itself in an index.
CREATE TABLE second_factors (                -- one row per account that has one
    user_id BIGINT NOT NULL,
    secret VARCHAR NOT NULL,                 -- what codes are worked out from, encrypted with a key that lies elsewhere
    last_step BIGINT NOT NULL,               -- the newest half minute whose code was used; none up to it is taken again
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);
CREATE TABLE recovery_codes (                -- one row per code that stands in for a lost device
    user_id BIGINT NOT NULL,
    code_hash VARCHAR NOT NULL,              -- SHA-256
    used_at TIMESTAMP
);

CREATE SEQUENCE account_links_id_seq;
CREATE TABLE account_links (                 -- one row per link
    id BIGINT PRIMARY KEY DEFAULT nextval('account_links_id_seq'),
    user_id BIGINT NOT NULL,
    purpose VARCHAR NOT NULL CHECK (purpose IN ('invitation', 'reset')),
    nonce VARCHAR NOT NULL,                  -- from which and the server's key its address is worked out
    token_hash VARCHAR NOT NULL,             -- SHA-256 of what its address carries
    created_by BIGINT,                       -- NULL: the command line
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP,
    revoked_at TIMESTAMP                     -- another one, or another password, took its place
);

-- A message tells a subscription of something, or brings one account its link.
ALTER TABLE messages ALTER COLUMN subscription_id DROP NOT NULL;
ALTER TABLE messages ADD COLUMN link_id BIGINT;
