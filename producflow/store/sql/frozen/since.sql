-- What was done after an audit entry that numbers can follow from? Grain: one row. [count]
SELECT
    (count(*) FILTER (entity = 'import_batches' AND action IN ('import', 'redo')))::BIGINT AS imports,
    (count(*) FILTER (entity = 'import_batches' AND action = 'undo'))::BIGINT AS undone,
    (count(*) FILTER (
        entity NOT IN (
            'import_batches', 'import_profiles', 'users', 'sessions', 'api_keys', 'wall_links', 'subscriptions', 'messages',
            'frozen_views', 'pages', 'server', 'database', 'audit_log'
        )
        AND action <> 'export'
        AND user_email <> 'system'
    ))::BIGINT AS edits
FROM audit_log
WHERE id > $audit_id
