-- Keep an import profile under its name, replacing what was there; mapping is JSON, columns those of its header.
INSERT INTO import_profiles (name, kind, fingerprint, mapping, columns, created_by, updated_by)
VALUES ($name, $kind, $fingerprint, $mapping, $columns, $user_id, $user_id)
ON CONFLICT (name) DO UPDATE SET
    kind = excluded.kind,
    fingerprint = excluded.fingerprint,
    mapping = excluded.mapping,
    columns = excluded.columns,
    updated_by = excluded.updated_by,
    updated_at = now()::TIMESTAMP
