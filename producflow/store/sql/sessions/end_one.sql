-- End one session.
UPDATE sessions SET ended_at = $now WHERE id = $session_id AND ended_at IS NULL
