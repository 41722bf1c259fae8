-- Share the minutes of a shift among the records of it that state no planned time. Of $machines, of all where it is none.
-- What the others leave of the minutes that the calendar gives each shift (calendar_lengths: of a machine that has one of its
-- own, of all others where equipment_id is none) goes first to the own downtime of each, and what is left then to their run times
-- at rated speed, which are as their rated outputs are; to all alike where an output or a rated speed is unknown.
UPDATE production_records
SET planned_minutes = s.minutes
FROM (
    SELECT
        id,
        downtime_minutes + CASE
            WHEN every_output AND made > 0 THEN greatest(rest, 0) * rated / made
            ELSE greatest(rest, 0) / records
        END AS minutes
    FROM (
        SELECT
            r.id, r.planned_shared, r.downtime_minutes,
            rated_output(r.output_quantity, r.capacity, r.product_capacity) AS rated,
            l.minutes - coalesce(sum(r.planned_minutes) FILTER (r.planned_shared IS NOT TRUE) OVER shift, 0)
                - sum(r.downtime_minutes) FILTER (r.planned_shared) OVER shift AS rest,
            count(*) FILTER (r.planned_shared) OVER shift AS records,
            bool_and(rated IS NOT NULL) FILTER (r.planned_shared) OVER shift AS every_output,
            sum(rated) FILTER (r.planned_shared) OVER shift AS made
        FROM rated_records() r
        JOIN calendar_lengths l ON l.date = r.date AND l.shift = r.shift AND l.equipment_id IS NOT DISTINCT FROM
            CASE WHEN list_contains($apart::BIGINT[], r.equipment_id) THEN r.equipment_id END
        WHERE (r.equipment_id, r.date, r.shift) IN (
            SELECT (equipment_id, date, shift) FROM production_records
            WHERE planned_shared
                AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
        )
        WINDOW shift AS (PARTITION BY r.equipment_id, r.date, r.shift)
    )
    WHERE planned_shared
) s
WHERE s.id = production_records.id AND production_records.planned_minutes IS DISTINCT FROM s.minutes
