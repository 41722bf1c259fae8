-- Say whose a machine is.
-- Writes equipment of $equipment_id.
UPDATE equipment SET plant = $plant WHERE id = $equipment_id
