-- End a shelf at $ended_at [UTC]; $user_id: who did, missing where it ended by itself. Grain: the row as it is now.
UPDATE alarm_shelves SET ended_at = $ended_at, ended_by = $user_id WHERE id = $id RETURNING *
