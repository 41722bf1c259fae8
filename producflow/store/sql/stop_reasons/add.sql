-- Add a reason that can be chosen. Grain: the new row.
INSERT INTO stop_reasons (name, planned) VALUES ($name, $planned) RETURNING *
