-- Put a message into the outbox that brings an account its link. Grain: the new row.
INSERT INTO messages (link_id, occasion, title, body, details, created_at, due_at)
VALUES ($link_id, 'link', $title, $body, '{"type": "link"}', $now, $now)
RETURNING id
