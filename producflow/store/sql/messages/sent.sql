-- A message has arrived.
UPDATE messages SET sent_at = $now, problem = NULL WHERE id = $id
