-- Which import profile knows this header? Grain: one row per profile, the one last changed first; mapping is JSON.
SELECT p.*, u.full_name AS saved_by, o.full_name AS owner
FROM import_profiles p
LEFT JOIN users u ON u.id = coalesce(p.updated_by, p.created_by)
LEFT JOIN users o ON o.id = p.created_by
WHERE fingerprint = $fingerprint AND ($kind::VARCHAR IS NULL OR kind = $kind)
ORDER BY p.updated_at DESC, p.id DESC
LIMIT 1
