-- Set one plant setting; value is JSON.
INSERT INTO plant_settings (name, value) VALUES ($name, $value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = now()::TIMESTAMP
