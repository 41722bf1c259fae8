-- Whose account belongs to this person of a provider? Grain: one row or none.
SELECT user_id FROM identities WHERE issuer = $issuer AND subject = $subject
