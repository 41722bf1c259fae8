-- What of a plant is set up? Grain: one row. machines, people who may sign in [count]; the rest yes or no.
SELECT
    (SELECT count(*) FROM equipment)::BIGINT AS machines,
    (SELECT count(*) FROM users WHERE is_active)::BIGINT AS people,
    EXISTS (FROM import_batches WHERE undone_at IS NULL) AS imported,
    EXISTS (FROM production_records) AS reported,
    EXISTS (FROM calendar_patterns) AS calendar,
    EXISTS (FROM targets WHERE value IS NOT NULL) AS goals
