-- Which frozen links are there, removed ones left out? Grain: one row per link, newest first.
SELECT * FROM frozen_views WHERE removed_at IS NULL ORDER BY id DESC
