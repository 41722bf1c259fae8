-- Where does the chain of the audit log not hold? Grain: one row per entry that is not as it was written (changed), that
-- follows on another one than stands before it (loose: nothing is left of that; pushed: it stands further up, under
-- `other_id`), oldest first; the entry before it with its time.
WITH chained AS (
    SELECT
        id, "at", previous_hash, hash,
        sha256(
            -- Here stands audit/text.
        ) AS own_hash,
        lag(id) OVER in_order AS before_id, lag("at") OVER in_order AS before_at, lag(hash) OVER in_order AS before_hash
    FROM audit_log
    WINDOW in_order AS (ORDER BY id)
), found AS (
    SELECT
        chained.*,
        hash IS DISTINCT FROM own_hash AS is_changed,
        previous_hash IS DISTINCT FROM coalesce(before_hash, anchor_hash) AS is_loose
    FROM chained, audit_chain
)
SELECT
    found.id, found."at", found.is_changed, found.is_loose, found.before_id, found.before_at,
    other.id AS other_id, other."at" AS other_at
FROM found
LEFT JOIN audit_log other ON other.hash = found.previous_hash AND other.id < found.before_id
WHERE found.is_changed OR found.is_loose
ORDER BY found.id
