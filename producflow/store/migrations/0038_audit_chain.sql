-- Each entry of the audit log is bound to the one before it: see docs/decisions/0036-audit-chain.md. What was written
-- before is bound right after this file, by store/chaining.py, since each hash needs the one before it.

ALTER TABLE audit_log ADD COLUMN previous_hash VARCHAR;
ALTER TABLE audit_log ADD COLUMN hash VARCHAR;   -- SHA-256 of sql/audit/text.sql, in hexadecimal

CREATE TABLE audit_chain (                       -- one row
    anchor_id BIGINT NOT NULL,                   -- last entry that was removed by age; 0: none
    anchor_hash VARCHAR NOT NULL,
    newest_id BIGINT NOT NULL,
    newest_at TIMESTAMP,
    newest_hash VARCHAR NOT NULL
);
INSERT INTO audit_chain VALUES (0, '', 0, NULL, '');
