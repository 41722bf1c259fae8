-- How many entries fit? Grain: one row. [count]
SELECT count(*)::BIGINT AS entries
FROM audit_log
WHERE
    -- Here stands audit/filtered.
