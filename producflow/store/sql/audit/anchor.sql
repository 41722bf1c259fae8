-- The entry that was removed last: the oldest that is left follows on it.
UPDATE audit_chain SET anchor_id = $id, anchor_hash = $hash
