-- End all sessions of a person, but for the one of $but.
UPDATE sessions SET ended_at = $now
WHERE user_id = $user_id AND ended_at IS NULL AND ($but IS NULL OR token_hash <> $but)
