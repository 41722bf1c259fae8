-- Whose account is whose at an OpenID Connect provider: an account has a password, or is of one provider.
CREATE SEQUENCE identities_id_seq;
CREATE TABLE identities (
    id BIGINT PRIMARY KEY DEFAULT nextval('identities_id_seq'),
    issuer VARCHAR NOT NULL,                 -- the provider, as its tokens name it
    subject VARCHAR NOT NULL,                -- the person, as the provider names them for ever
    user_id BIGINT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    UNIQUE (issuer, subject)
);

ALTER TABLE sessions ADD COLUMN provider VARCHAR;          -- name in the settings; NULL: by password
ALTER TABLE sessions ADD COLUMN provider_session VARCHAR;  -- what the provider calls its own session, if it says
ALTER TABLE sessions ADD COLUMN tokens VARCHAR;            -- the provider's, encrypted with a key that lies elsewhere
ALTER TABLE sessions ADD COLUMN checked_at TIMESTAMP;      -- when the provider was asked last
