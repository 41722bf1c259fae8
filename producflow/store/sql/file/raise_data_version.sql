-- Count one more write, and tell the new number. Grain: one row. [count]
UPDATE store_state SET data_version = data_version + 1 RETURNING data_version
