-- Change a reason that can be chosen; stops that have it keep its text. Grain: the changed row.
UPDATE stop_reasons SET name = $name, planned = $planned, updated_at = now()::TIMESTAMP WHERE id = $id RETURNING *
