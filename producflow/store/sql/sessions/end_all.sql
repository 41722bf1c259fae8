-- End every session that has not ended yet.
UPDATE sessions SET ended_at = now()::TIMESTAMP WHERE ended_at IS NULL
