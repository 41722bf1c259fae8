-- Call the areas and lines of what somebody is told otherwise. Grain: the row as it is now.
UPDATE subscriptions SET areas = $areas, lines = $lines WHERE id = $id
RETURNING *
