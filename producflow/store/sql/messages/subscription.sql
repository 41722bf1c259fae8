-- One subscription with whose it is. Grain: one row or none.
SELECT s.*, u.email, u.full_name, u.role, u.is_active
FROM subscriptions s
JOIN users u ON u.id = s.user_id
WHERE s.id = $id
