-- The key of this name, in any case. Grain: one value or none.
SELECT id FROM api_keys WHERE lower(name) = lower($name)
