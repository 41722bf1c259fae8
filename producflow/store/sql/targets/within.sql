-- A condition on t, a goal: it is of a machine, or of an area or line all of whose machines are among those asked for. Grain: none.
    $machines::BIGINT[] IS NULL
    OR (
        t.scope IN ('area', 'line', 'machine')
        AND list_has_all($machines::BIGINT[], (
            SELECT list(e.id)
            FROM equipment e
            WHERE CASE t.scope
                WHEN 'machine' THEN e.id = t.equipment_id
                WHEN 'line' THEN e.production_line = t.production_line AND e.area IS NOT DISTINCT FROM t.area
                ELSE e.area = t.area
            END
        ))
    )
