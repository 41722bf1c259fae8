-- Number of the newest migration applied. Grain: one row.
SELECT max(version) AS schema_version FROM schema_migrations
