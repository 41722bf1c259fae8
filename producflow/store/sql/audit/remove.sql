-- Remove the oldest entries, up to one.
DELETE FROM audit_log WHERE id <= $id
