-- What a person closed stays as it was; why, until when they had seen readings, and who opened it again.

ALTER TABLE maintenance_alerts ADD COLUMN closed BOOLEAN DEFAULT false;   -- resolved by a person or a program: never rewritten
ALTER TABLE maintenance_alerts ADD COLUMN resolved_reason VARCHAR;        -- in their words
ALTER TABLE maintenance_alerts ADD COLUMN seen_until TIMESTAMP;           -- newest reading of its sensor when it was closed
ALTER TABLE maintenance_alerts ADD COLUMN reopened_at TIMESTAMP;          -- from then on only a person resolves it
ALTER TABLE maintenance_alerts ADD COLUMN reopened_by BIGINT;
ALTER TABLE maintenance_alerts ADD COLUMN reopened_reason VARCHAR;

UPDATE maintenance_alerts SET closed = true, seen_until = resolved_at WHERE status = 'resolved' AND resolved_by IS NOT NULL;
