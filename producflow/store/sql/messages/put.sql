-- Put a message into the outbox. Grain: the new row.
INSERT INTO messages (subscription_id, occasion, title, body, details, created_at, due_at)
VALUES ($subscription_id, $occasion, $title, $body, $details, $now, $now)
RETURNING *
