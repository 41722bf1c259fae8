-- What did people do to this row? Grain: one row per entry of the audit log, oldest first; before and after are JSON.
SELECT a."at", coalesce(u.full_name, a.user_email) AS user_name, a.action, a.before, a.after
FROM audit_log a
LEFT JOIN users u ON u.id = a.user_id
WHERE a.entity = $entity AND a.entity_id = $entity_id
ORDER BY a.id
