-- Keep that a change of limits was taken back, and by whom.
UPDATE threshold_changes SET undone_at = now()::TIMESTAMP, undone_by = $user_id WHERE id = $id
