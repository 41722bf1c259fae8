-- Whoever signed in starts afresh.
DELETE FROM sign_in_failures WHERE subject = $subject
