-- Which plants are read from a lake, and how far? Grain: one row per plant; first, last: its days that are taken in;
-- published_at, taken_at: of the newest of them [UTC]; readings, rejected [count]; retired: whether all of its machines are.
SELECT
    p.name, p.raw, p.formula, p.engine, p.limits, p.stale_until, p.fault,
    count(d.day) AS days,
    min(d.day) AS first,
    max(d.day) AS last,
    max(d.published_at) AS published_at,
    max(d.taken_at) AS taken_at,
    coalesce(sum(d.readings), 0)::BIGINT AS readings,
    coalesce(sum(d.rejected), 0)::BIGINT AS rejected,
    coalesce(any_value(m.retired), false) AS retired
FROM lake_plants AS p
LEFT JOIN lake_days AS d ON d.plant = p.name
LEFT JOIN (SELECT plant, bool_and(retired_on IS NOT NULL) AS retired FROM equipment GROUP BY plant) AS m ON m.plant = p.name
WHERE p.raw IS NOT NULL OR p.fault IS NOT NULL  -- else it was met once, and had published nothing
GROUP BY ALL
ORDER BY p.name
