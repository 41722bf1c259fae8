-- Forget what links are made of that were removed before $before. Grain: one row per piece of such a link.
DELETE FROM frozen_contents
WHERE frozen_id IN (SELECT id FROM frozen_views WHERE removed_at < $before::TIMESTAMP)
