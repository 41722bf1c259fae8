-- Who is told what? Grain: one row per subscription, the oldest first; $user_id narrows them to one person's.
SELECT s.*, u.email, u.full_name, u.role, u.is_active
FROM subscriptions s
JOIN users u ON u.id = s.user_id
WHERE $user_id::BIGINT IS NULL OR s.user_id = $user_id
ORDER BY s.id
