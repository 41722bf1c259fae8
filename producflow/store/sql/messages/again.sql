-- Let a message that was given up be tried again from the start. Grain: the row as it is now, or none.
UPDATE messages
SET attempts = 0, due_at = $now, given_up_at = NULL
WHERE id = $id AND given_up_at IS NOT NULL
RETURNING *
