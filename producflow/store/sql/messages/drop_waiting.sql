-- What is not sent yet to somebody who does not want it any more is not sent.
DELETE FROM messages WHERE subscription_id = $id AND sent_at IS NULL
