-- All links of screens, without their hashes, the newest first. Grain: one row per link.
SELECT id, name, location, area, line, created_by, created_at, last_used_at, revoked_at, revoked_by
FROM wall_links ORDER BY id DESC
