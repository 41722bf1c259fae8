-- Where does the chain of the audit log begin and end? Grain: one row; what it should end with, and what it does.
SELECT
    anchor_id, anchor_hash, newest_id, newest_at, newest_hash,
    last.id AS last_id, last."at" AS last_at, last.hash AS last_hash,
    removal.after AS last_removal
FROM audit_chain
LEFT JOIN (SELECT * FROM audit_log ORDER BY id DESC LIMIT 1) last ON true
LEFT JOIN (
    SELECT * FROM audit_log WHERE action = 'retire' AND entity = 'audit_log' ORDER BY id DESC LIMIT 1
) removal ON true
