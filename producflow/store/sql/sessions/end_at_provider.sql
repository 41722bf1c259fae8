-- Somebody has signed out at the provider: of that session there, or of all of theirs where it names none.
UPDATE sessions SET ended_at = $now
WHERE provider = $provider
  AND ended_at IS NULL
  AND ($provider_session IS NULL OR provider_session = $provider_session)
  AND ($subject IS NULL
    OR user_id IN (SELECT user_id FROM identities WHERE issuer = $issuer AND subject = $subject))
RETURNING id, user_id, device, address, provider
