-- The condition of a search: of filters left empty, all. A text is looked for in all that is written, and as part of the
-- name of the machine that an entry is about.
($person::VARCHAR IS NULL OR user_email = $person)
  AND ($action::VARCHAR IS NULL OR action = $action)
  AND ($entity::VARCHAR IS NULL OR entity = $entity)
  AND ($since::TIMESTAMP IS NULL OR "at" >= $since)
  AND ($until::TIMESTAMP IS NULL OR "at" <= $until)
  AND ($text::VARCHAR IS NULL
    OR contains(lower(concat_ws(chr(10), user_email, action, entity, before, after, hash)), lower($text))
    OR coalesce(
        CASE WHEN entity IN ('equipment', 'working_calendar') THEN entity_id END,
        try_cast(json_extract_string(coalesce(after, before), '$.equipment_id') AS BIGINT)
    ) IN (SELECT id FROM equipment WHERE contains(lower(name), lower($text))))
