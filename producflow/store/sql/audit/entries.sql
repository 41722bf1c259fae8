-- Who did what, newest first? Grain: one row per entry; before and after are JSON. Filters left empty choose all.
SELECT id, "at", user_email, action, entity, entity_id, before, after
FROM audit_log
WHERE ($person::VARCHAR IS NULL OR user_email = $person)
  AND ($action::VARCHAR IS NULL OR action = $action)
  AND ($entity::VARCHAR IS NULL OR entity = $entity)
  AND ($since::TIMESTAMP IS NULL OR "at" >= $since)
ORDER BY id DESC
LIMIT $most
