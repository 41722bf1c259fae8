-- Note why a plant cannot be read (missing: it can).
INSERT INTO lake_plants (name, fault) VALUES ($name, $fault) ON CONFLICT (name) DO UPDATE SET fault = excluded.fault
