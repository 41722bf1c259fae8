-- What did the newest entry of a kind say? Grain: one row, or none; after is JSON.
SELECT after FROM audit_log WHERE action = $action AND entity = $entity ORDER BY id DESC LIMIT 1
