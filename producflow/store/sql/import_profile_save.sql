-- Keep an import profile under its name, replacing what was there; mapping is JSON.
INSERT INTO import_profiles (name, kind, fingerprint, mapping, created_by)
VALUES ($name, $kind, $fingerprint, $mapping, $user_id)
ON CONFLICT (name) DO UPDATE SET
    kind = excluded.kind,
    fingerprint = excluded.fingerprint,
    mapping = excluded.mapping,
    updated_at = now()::TIMESTAMP
