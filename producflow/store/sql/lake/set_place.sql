-- Say whose machines are.
-- Writes equipment of $machines.
UPDATE equipment SET plant = $plant WHERE list_contains($machines::BIGINT[], id)
