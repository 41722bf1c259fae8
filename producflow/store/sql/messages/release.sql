-- Whoever was sending is gone: try at once what waits, and so what was being sent.
UPDATE messages SET due_at = $now WHERE sent_at IS NULL AND given_up_at IS NULL
