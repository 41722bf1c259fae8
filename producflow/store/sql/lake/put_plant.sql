-- Note what the manifest of a plant says.
INSERT INTO lake_plants (name, raw, formula, engine, limits, stale_until, fault)
VALUES ($name, $raw, $formula, $engine, $limits, $stale_until, NULL)
ON CONFLICT (name) DO UPDATE SET
    raw = excluded.raw, formula = excluded.formula, engine = excluded.engine, limits = excluded.limits,
    stale_until = excluded.stale_until, fault = NULL
