-- Which import profile knows this header? Grain: one row per profile, the one last changed first; mapping is JSON.
SELECT *
FROM import_profiles
WHERE fingerprint = $fingerprint AND ($kind::VARCHAR IS NULL OR kind = $kind)
ORDER BY updated_at DESC, id DESC
LIMIT 1
