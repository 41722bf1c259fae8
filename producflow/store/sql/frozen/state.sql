-- In which state is the database? Grain: one row. data_version, schema_version and the newest audit entry.
SELECT
    (SELECT data_version FROM store_state) AS data_version,
    (SELECT max(version) FROM schema_migrations)::BIGINT AS schema_version,
    (SELECT coalesce(max(id), 0) FROM audit_log)::BIGINT AS audit_id
