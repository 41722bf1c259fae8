-- The entry that the next one follows on.
UPDATE audit_chain SET newest_id = $id, newest_at = $at, newest_hash = $hash
