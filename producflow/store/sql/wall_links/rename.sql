-- Call the area and line of a screen otherwise. Grain: the row as it is now.
UPDATE wall_links SET area = $area, line = $line WHERE id = $link_id
RETURNING id, name, location, area, line, created_by, created_at, last_used_at, revoked_at, revoked_by
