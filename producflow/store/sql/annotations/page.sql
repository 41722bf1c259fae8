-- Notes, the newest first: $limit of them after $skip, narrowed where a filter is given; those whose time touches
-- $from to $to, both included [UTC]. Removed ones are left out. Grain: one row per note.
SELECT * FROM annotations
WHERE removed_at IS NULL
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($from::TIMESTAMP IS NULL OR coalesce(ends_at, starts_at) >= $from::TIMESTAMP)
    AND ($to::TIMESTAMP IS NULL OR starts_at <= $to::TIMESTAMP)
ORDER BY starts_at DESC, id DESC
LIMIT $limit OFFSET $skip
