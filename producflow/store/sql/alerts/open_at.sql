-- How many alerts were open at each of some instants? Grain: one row per instant in the order given; alerts [count].
-- Open from its first reading beyond the limit (or its entry) until it was resolved, acknowledged or not, but for the times
-- in which it was shelved; what is suppressed now is not counted at all.
WITH instants AS (SELECT unnest($instants::TIMESTAMP[]) AS "at")
SELECT
    i."at",
    (count(a.id))::BIGINT AS alerts
FROM instants i
LEFT JOIN alarms_told() a
    ON coalesce(a.started_at, a.created_at) <= i."at"
    AND coalesce(a.resolved_at, 'infinity'::TIMESTAMP) > i."at"
    AND a.state <> 'suppressed' AND a.suppressed_by IS DISTINCT FROM 'sensor'
    AND NOT EXISTS (
        SELECT 1 FROM shelved_alarms() s
        WHERE s.alert_id = a.id AND s.shelved_at <= i."at" AND coalesce(s.ended_at, 'infinity'::TIMESTAMP) > i."at"
    )
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], a.equipment_id))
GROUP BY i."at"
ORDER BY i."at"
