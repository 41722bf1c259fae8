-- What people have typed where they record, and not saved yet: a lost connection or a reload takes nothing of it.

CREATE TABLE entry_drafts (                  -- one row per person and form
    user_id BIGINT NOT NULL,
    form VARCHAR NOT NULL,                   -- which one, of which machine and shift
    content VARCHAR NOT NULL,                -- JSON: field → what stands in it
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    UNIQUE (user_id, form)
);
