-- A message has not arrived: it is tried again when it is due, or no more.
UPDATE messages SET problem = $problem, due_at = $due_at, given_up_at = $given_up_at WHERE id = $id
