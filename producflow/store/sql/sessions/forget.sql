-- Drop what ended or ran out before $before.
DELETE FROM sessions WHERE expires_at < $before OR ended_at < $before
