-- How many messages about alerts has each subscription had since an instant? Grain: one row per subscription with any.
SELECT subscription_id, count(*) AS messages
FROM messages
WHERE occasion = 'alerts' AND created_at > $since
GROUP BY subscription_id
