-- Tell a person no more.
DELETE FROM subscriptions WHERE id = $id
