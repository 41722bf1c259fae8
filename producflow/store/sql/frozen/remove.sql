-- Remove a frozen link, or bring it back with empty values. Grain: one row.
UPDATE frozen_views SET removed_at = $removed_at::TIMESTAMP, removed_by = $removed_by WHERE id = $id
