-- Bind the entries of before there was a chain.
UPDATE audit_log SET previous_hash = bound.previous_hash, hash = bound.hash
FROM bound
WHERE audit_log.id = bound.id
