-- Who entered these rows of a table one by one? Grain: one row per row of the table that somebody entered so.
SELECT * FROM hand_entries WHERE entity = $entity AND list_contains($ids::BIGINT[], entity_id) ORDER BY id
