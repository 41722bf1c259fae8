-- Note who entered a row one by one, and as what it was sent. Grain: the new row.
INSERT INTO hand_entries (entity, entity_id, sent_as, user_id, made_by, made_by_name, made_at)
VALUES ($entity, $entity_id, $sent_as, $user_id, $made_by, $made_by_name, $made_at::TIMESTAMP)
RETURNING *
