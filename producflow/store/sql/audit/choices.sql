-- Whose, which and what kind of entries are there? Grain: one row per person, action and entity that occur together.
SELECT DISTINCT user_email, action, entity FROM audit_log ORDER BY ALL
