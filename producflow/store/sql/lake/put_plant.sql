-- Note what the manifest of a plant says.
INSERT INTO lake_plants (name, raw, formula, engine, limits, fault)
VALUES ($name, $raw, $formula, $engine, $limits, NULL)
ON CONFLICT (name) DO UPDATE SET
    raw = excluded.raw, formula = excluded.formula, engine = excluded.engine, limits = excluded.limits, fault = NULL
