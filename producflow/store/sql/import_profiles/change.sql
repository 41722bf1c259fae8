-- Change name and mapping of an import profile; the header that it recognises stays. mapping is JSON.
UPDATE import_profiles
SET name = $name, kind = $kind, mapping = $mapping, updated_by = $user_id, updated_at = now()::TIMESTAMP
WHERE id = $profile_id
