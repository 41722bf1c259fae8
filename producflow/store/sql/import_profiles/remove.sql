-- Forget an import profile.
DELETE FROM import_profiles WHERE id = $profile_id
