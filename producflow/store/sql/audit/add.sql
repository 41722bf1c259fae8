-- Who did what to which thing, with the row before and after as JSON.
INSERT INTO audit_log (user_id, user_email, action, entity, entity_id, before, after)
VALUES ($user_id, $user_email, $action, $entity, $entity_id, $before, $after)
