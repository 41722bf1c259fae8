-- Who is told what by mail or webhook, and the outbox of what is to be told.

CREATE SEQUENCE subscriptions_id_seq;
CREATE TABLE subscriptions (                 -- one row per person, address and choice
    id BIGINT PRIMARY KEY DEFAULT nextval('subscriptions_id_seq'),
    user_id BIGINT NOT NULL,                 -- whose it is; nothing is sent while their account is not active
    told VARCHAR NOT NULL,                   -- alerts, shift, report: see producflow.operations.subscriptions
    channel VARCHAR NOT NULL,                -- email, webhook, service
    address VARCHAR NOT NULL,                -- of mail, or a URL
    equipment_ids BIGINT[],                  -- machines whose alerts are told; none: all
    least_priority VARCHAR,                  -- of alerts: this one and above
    wait_minutes INTEGER,                    -- of alerts: 0 at once, else what nobody has acknowledged by then
    hours_from INTEGER,                      -- of alerts: minutes since midnight on the plant's clock; none: at any hour
    hours_until INTEGER,
    report VARCHAR,                          -- of reports: address of the page with what was chosen on it
    every VARCHAR,                           -- of reports: shift, week
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);
CREATE SEQUENCE messages_id_seq;
CREATE TABLE messages (                      -- the outbox: one row per message, kept after it was sent
    id BIGINT PRIMARY KEY DEFAULT nextval('messages_id_seq'),
    subscription_id BIGINT NOT NULL,
    occasion VARCHAR NOT NULL,               -- alerts, trial, or the shift or week that it tells of: once each
    title VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    details VARCHAR NOT NULL,                -- JSON: what programs are told
    created_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,               -- not tried before
    attempts INTEGER NOT NULL DEFAULT 0,
    sent_at TIMESTAMP,
    given_up_at TIMESTAMP,
    problem VARCHAR                          -- why the last attempt failed
);
CREATE TABLE messages_told (                 -- what messages told of alerts, so that each is told once
    subscription_id BIGINT NOT NULL,
    alert_id BIGINT NOT NULL,
    moment VARCHAR NOT NULL,                 -- begun, over
    message_id BIGINT NOT NULL
);
