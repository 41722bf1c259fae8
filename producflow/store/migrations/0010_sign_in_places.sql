-- From where accounts have signed in: failures of strangers elsewhere do not count there.
CREATE TABLE sign_in_places (
    account VARCHAR NOT NULL,                -- the email, small letters
    address VARCHAR NOT NULL,                -- network address, of IPv6 the network of one subscriber
    last_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account, address)
);

-- Failures were counted by account, whatever the address; those of the last minutes start afresh.
DELETE FROM sign_in_failures;
