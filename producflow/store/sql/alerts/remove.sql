-- Remove the staged `unfounded` alerts, which nobody has dealt with.
DELETE FROM maintenance_alerts WHERE id IN (SELECT id FROM unfounded)
