-- Who did what to which thing, with the row before and after as JSON, bound to the entry before it.
INSERT INTO audit_log (id, "at", user_id, user_email, action, entity, entity_id, before, after, previous_hash, hash)
SELECT id, "at", user_id, user_email, action, entity, entity_id, before, after, previous_hash, sha256(
    -- Here stands audit/text.
)
FROM (
    SELECT
        nextval('audit_log_id_seq') AS id, current_timestamp::TIMESTAMP AS "at",
        $user_id::BIGINT AS user_id, $user_email::VARCHAR AS user_email,
        $action::VARCHAR AS action, $entity::VARCHAR AS entity, $entity_id::BIGINT AS entity_id,
        $before::VARCHAR AS before, $after::VARCHAR AS after, newest_hash AS previous_hash
    FROM audit_chain
)
RETURNING id, "at", hash
