-- Who did what, newest first? Grain: one row per entry; before and after are JSON. Filters left empty choose all.
SELECT id, "at", user_email, action, entity, entity_id, before, after, previous_hash, hash
FROM audit_log
WHERE
    -- Here stands audit/filtered.
  AND ($older_than::BIGINT IS NULL OR id < $older_than)
ORDER BY id DESC
LIMIT $most OFFSET $skip
