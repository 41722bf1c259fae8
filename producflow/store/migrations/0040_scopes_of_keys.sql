-- Until when an API key works, what for, and the secret that it had before the present one. Keys from before are as they were.
ALTER TABLE api_keys ADD COLUMN expires_at TIMESTAMP;        -- NULL: until it is revoked
ALTER TABLE api_keys ADD COLUMN kinds VARCHAR[];             -- of calls, see producflow.access.key_scopes; NULL: all
ALTER TABLE api_keys ADD COLUMN equipment_ids BIGINT[];      -- machines that it may name; NULL: all, empty: none
ALTER TABLE api_keys ADD COLUMN rotated_at TIMESTAMP;
ALTER TABLE api_keys ADD COLUMN previous_hash VARCHAR;       -- SHA-256
ALTER TABLE api_keys ADD COLUMN previous_until TIMESTAMP;    -- so long it works beside the present one
ALTER TABLE api_keys ADD COLUMN previous_used_at TIMESTAMP;  -- since then, to the minute
