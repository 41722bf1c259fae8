-- Enter a stop. Grain: the new row; started_at and ended_at are UTC instants.
INSERT INTO downtime_events (equipment_id, started_at, ended_at, reason, planned)
VALUES ($equipment_id, $started_at::TIMESTAMP, $ended_at::TIMESTAMP, $reason, $planned)
RETURNING *
