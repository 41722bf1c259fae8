-- What is each entry's hash made of, but for the hash before it? Grain: one row per entry, oldest first.
SELECT id, "at", (
    -- Here stands audit/text.
) AS text
FROM audit_log
ORDER BY id
