-- Which import profiles are there, of that name or number if one is given? Grain: one row per profile, by name; mapping
-- is JSON, saved_by whoever saved it last.
SELECT p.*, u.full_name AS saved_by, o.full_name AS owner
FROM import_profiles p
LEFT JOIN users u ON u.id = coalesce(p.updated_by, p.created_by)
LEFT JOIN users o ON o.id = p.created_by
WHERE ($name::VARCHAR IS NULL OR p.name = $name) AND ($profile_id::BIGINT IS NULL OR p.id = $profile_id)
ORDER BY p.name
