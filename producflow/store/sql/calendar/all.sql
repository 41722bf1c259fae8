-- When do plant and machines mean to work? Grain: one row per pattern and slot of it, or one without a slot, and one per
-- change of single days, in the order in which they are applied; kind is "retired" where a machine is not there any more
-- from a day on. minutes [min].
SELECT
    p.equipment_id, p.valid_from AS from_day, NULL::DATE AS until_day, NULL AS kind, p.cycle_days, p.anchor,
    s.day_of_cycle, s.shift, s.starts_at, s.minutes, NULL AS reason
FROM calendar_patterns p
LEFT JOIN calendar_slots s ON s.pattern_id = p.id
UNION ALL
SELECT equipment_id, from_day, until_day, kind, NULL, NULL, id, shift, starts_at, minutes, reason FROM calendar_changes
UNION ALL
SELECT id, retired_on, NULL, 'retired', NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM equipment WHERE retired_on IS NOT NULL
ORDER BY equipment_id NULLS FIRST, kind NULLS FIRST, from_day, day_of_cycle, starts_at
