-- Add an API key. Grain: one row.
INSERT INTO api_keys (name, role, key_hash, created_by) VALUES ($name, $role, $key_hash, $created_by)
RETURNING id, name, role, created_by, created_at, last_used_at, revoked_at, revoked_by
