-- Is there a key of this name, in any case? Grain: one row or none.
SELECT id FROM api_keys WHERE lower(name) = lower($name)
